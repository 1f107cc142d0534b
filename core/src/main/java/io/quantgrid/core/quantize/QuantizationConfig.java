package io.quantgrid.core.quantize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes the {@code quantization_config} of config.json as compressed-tensors 0.16 does, from which
 * transformers and vLLM know how to load the weights; schemes that it has no words for name another
 * method, so that nobody takes them for something else.
 */
final class QuantizationConfig {
  private static final String LIBRARY_VERSION = "0.16.0";

  /** What the library calls a checkpoint whose groups lie in several layouts. */
  private static final String MIXED = "mixed-precision";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private QuantizationConfig() {}

  /**
   * @param modules the quantized ones with the schemes as applied
   * @param ignored linear modules that stay plain
   */
  static ObjectNode of(Format format, Map<String, Scheme> modules, List<String> ignored) {
    Map<String, List<String>> bySize = new TreeMap<>();
    Map<String, Scheme> schemes = new TreeMap<>();
    modules.forEach(
        (module, scheme) -> {
          schemes.put(scheme.canonical(), scheme);
          bySize.computeIfAbsent(scheme.canonical(), key -> new ArrayList<>()).add(module);
        });
    ObjectNode groups = JSON.objectNode();
    int number = 0;
    SortedSet<String> layouts = new TreeSet<>();
    for (Map.Entry<String, List<String>> entry : bySize.entrySet()) {
      Layout layout = Layout.of(schemes.get(entry.getKey()), format.activations());
      layouts.add(layout.name());
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
      // Rows of several lengths may have groups of several sizes, and rules may name layers: then
      // each module is named.
      if (bySize.size() == 1) {
        targets.add("Linear");
      } else {
        entry.getValue().forEach(targets::add);
      }
      group.set("weights", SchemeArguments.weights(layout, schemes.get(entry.getKey())));
    }
    if (layouts.isEmpty()) {
      layouts.add(Layout.of(format.weights().orElseThrow(), format.activations()).name());
    }
    ObjectNode out = JSON.objectNode();
    out.set("config_groups", groups);
    out.put("format", layouts.size() == 1 ? layouts.first() : MIXED);
    out.putNull("global_compression_ratio");
    ArrayNode ignore = out.putArray("ignore");
    ignored.forEach(ignore::add);
    out.putNull("kv_cache_scheme");
    out.put(
        "quant_method",
        layouts.contains(QuantgridPacked.NAME) ? "quantgrid" : "compressed-tensors");
    out.put("quantization_status", "compressed");
    out.putObject("sparsity_config");
    out.putObject("transform_config");
    out.put("version", LIBRARY_VERSION);
    return out;
  }
}
