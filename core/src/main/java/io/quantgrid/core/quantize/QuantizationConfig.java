package io.quantgrid.core.quantize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the {@code quantization_config} of config.json as compressed-tensors 0.16 does, from which
 * transformers and vLLM know how to load the weights.
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
    String layout = StoredMatrix.Layout.of(format).text();
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
      group.put("format", layout);
      if (format.activations().isPresent()) {
        group.set("input_activations", arguments(format.activations().get(), true));
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
      group.set("weights", arguments(schemes.get(entry.getKey()), false));
    }
    ObjectNode out = JSON.objectNode();
    out.set("config_groups", groups);
    out.put("format", layout);
    out.putNull("global_compression_ratio");
    ArrayNode ignore = out.putArray("ignore");
    ignored.forEach(ignore::add);
    out.putNull("kv_cache_scheme");
    out.put("quant_method", "compressed-tensors");
    out.put("quantization_status", "compressed");
    out.putObject("sparsity_config");
    out.putObject("transform_config");
    out.put("version", LIBRARY_VERSION);
    return out;
  }

  private static ObjectNode arguments(Scheme scheme, boolean dynamic) {
    Optional<Integer> groupSize =
        scheme.granularity() instanceof Granularity.Group group
            ? Optional.of(group.size())
            : Optional.empty();
    ObjectNode out = JSON.objectNode();
    out.putNull("actorder");
    out.putNull("block_structure");
    out.put("dynamic", dynamic);
    out.put("group_size", groupSize.orElse(null));
    out.put("num_bits", scheme.element().bits());
    out.put("observer", dynamic ? null : "memoryless_minmax");
    out.putObject("observer_kwargs");
    out.putNull("scale_dtype");
    out.put("strategy", groupSize.isPresent() ? "group" : scheme.granularity().text());
    out.put("symmetric", scheme.symmetry() == Symmetry.SYMMETRIC);
    out.put("type", scheme.element() instanceof FloatType ? "float" : "int");
    out.put("zp_dtype", scheme.symmetry() == Symmetry.SYMMETRIC ? null : "torch.int8");
    return out;
  }
}
