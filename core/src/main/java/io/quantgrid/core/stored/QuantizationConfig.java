package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.format.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes the {@code quantization_config} of config.json as compressed-tensors 0.16 does, from which
 * transformers and vLLM know how to load the weights. What it has no words for stands under
 * quantgrid's own key, and names quantgrid as the method, so that nobody takes the tensors for
 * something else.
 */
public final class QuantizationConfig {
  /** The {@code format} of weights that are stored as the arrays of forms. */
  static final String FORMS = "quantgrid-forms";

  /** Quantgrid's own key. */
  static final String OWN = "quantgrid";

  /** What it has of single modules. */
  static final String MODULES = "modules";

  private static final String LIBRARY_VERSION = "0.16.0";
  private static final String SEVERAL_FORMATS = "mixed-precision";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private QuantizationConfig() {}

  /**
   * @param format whose layout a model is of that keeps all its layers
   * @param modules the quantized ones, by name
   * @param ignored linear modules that stay plain
   */
  public static ObjectNode of(
      Format format, SortedMap<String, StoredModule> modules, List<String> ignored) {
    SortedSet<String> formats = new TreeSet<>();
    modules.values().forEach(module -> formats.add(module.format()));
    if (formats.isEmpty()) {
      formats.add(Layout.of(format.weights().orElseThrow(), format.activations()).name());
    }
    boolean standard = modules.values().stream().allMatch(StoredModule::isStandard);
    ObjectNode out = JSON.objectNode();
    out.set("config_groups", groups(modules));
    out.put("format", formats.size() == 1 ? formats.first() : SEVERAL_FORMATS);
    out.putNull("global_compression_ratio");
    ArrayNode ignore = out.putArray("ignore");
    ignored.forEach(ignore::add);
    out.putNull("kv_cache_scheme");
    out.put("quant_method", standard ? "compressed-tensors" : OWN);
    ObjectNode own = own(modules);
    if (!own.isEmpty()) {
      out.putObject(OWN).set(MODULES, own);
    }
    out.put("quantization_status", "compressed");
    out.putObject("sparsity_config");
    out.putObject("transform_config");
    out.put("version", LIBRARY_VERSION);
    return out;
  }

  /** Those of layouts; where all modules are alike, they need no names. */
  private static ObjectNode groups(SortedMap<String, StoredModule> modules) {
    Map<String, List<String>> targets = new TreeMap<>();
    Map<String, LayoutEntry> entries = new TreeMap<>();
    int inLayouts = 0;
    for (Map.Entry<String, StoredModule> module : modules.entrySet()) {
      if (module.getValue().layout().isPresent()) {
        LayoutEntry entry = module.getValue().layout().get();
        entries.put(entry.key(), entry);
        targets.computeIfAbsent(entry.key(), key -> new ArrayList<>()).add(module.getKey());
        inLayouts++;
      }
    }
    boolean alike = targets.size() == 1 && inLayouts == modules.size();
    ObjectNode groups = JSON.objectNode();
    for (Map.Entry<String, LayoutEntry> entry : entries.entrySet()) {
      ObjectNode group = entry.getValue().json();
      ArrayNode names = (ArrayNode) group.get("targets");
      if (alike) {
        names.add("Linear");
      } else {
        targets.get(entry.getKey()).forEach(names::add);
      }
      groups.set("group_" + groups.size(), group);
    }
    return groups;
  }

  private static ObjectNode own(SortedMap<String, StoredModule> modules) {
    ObjectNode out = JSON.objectNode();
    modules.forEach(
        (name, module) -> {
          if (!module.own().isEmpty()) {
            out.set(name, module.own().json());
          }
        });
    return out;
  }
}
