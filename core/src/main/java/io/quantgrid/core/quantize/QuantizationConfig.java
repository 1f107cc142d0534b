package io.quantgrid.core.quantize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the {@code quantization_config} of config.json as compressed-tensors 0.16 does, from which
 * transformers and vLLM know how to load the weights; schemes that it has no words for name another
 * method, so that nobody takes them for something else.
 */
final class QuantizationConfig {
  private static final String LIBRARY_VERSION = "0.16.0";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private QuantizationConfig() {}

  /**
   * @param modules the quantized ones with the schemes as applied
   * @param ignored linear modules that stay plain
   */
  static ObjectNode of(Format format, Map<String, Scheme> modules, List<String> ignored) {
    Layout layout = Layout.of(format.weights().orElseThrow(), format.activations());
    Map<String, List<String>> bySize = new TreeMap<>();
    Map<String, Scheme> schemes = new TreeMap<>();
    modules.forEach(
        (module, scheme) -> {
          schemes.put(scheme.canonical(), scheme);
          bySize.computeIfAbsent(scheme.canonical(), key -> new ArrayList<>()).add(module);
        });
    ObjectNode groups = JSON.objectNode();
    int number = 0;
    for (Map.Entry<String, List<String>> entry : bySize.entrySet()) {
      ObjectNode group = groups.putObject("group_" + number++);
      group.put("format", layout.name());
      if (format.activations().isPresent()) {
        group.set(
            "input_activations", SchemeArguments.activations(layout, format.activations().get()));
      } else {
        group.putNull("input_activations");
      }
      group.putNull("output_activations");
      ArrayNode targets = group.putArray("targets");
      // Rows of several lengths may have groups of several sizes: then each module is named.
      if (bySize.size() == 1) {
        targets.add("Linear");
      } else {
        entry.getValue().forEach(targets::add);
      }
      group.set("weights", SchemeArguments.weights(layout, schemes.get(entry.getKey())));
    }
    ObjectNode out = JSON.objectNode();
    out.set("config_groups", groups);
    out.put("format", layout.name());
    out.putNull("global_compression_ratio");
    ArrayNode ignore = out.putArray("ignore");
    ignored.forEach(ignore::add);
    out.putNull("kv_cache_scheme");
    out.put("quant_method", layout instanceof QuantgridPacked ? "quantgrid" : "compressed-tensors");
    out.put("quantization_status", "compressed");
    out.putObject("sparsity_config");
    out.putObject("transform_config");
    out.put("version", LIBRARY_VERSION);
    return out;
  }
}
