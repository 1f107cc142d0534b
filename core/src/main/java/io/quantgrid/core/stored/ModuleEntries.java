package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.model.architecture.ModelException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What quantgrid's own key of a {@code quantization_config} says, by the names of modules. */
public final class ModuleEntries {
  private final Map<String, ModuleEntry> entries;

  private ModuleEntries(Map<String, ModuleEntry> entries) {
    this.entries = entries;
  }

  /**
   * @param config the {@code quantization_config}; not an object when nothing is quantized
   * @throws ModelException when an entry is not understood
   */
  public static ModuleEntries read(JsonNode config) {
    JsonNode modules = config.path(QuantizationConfig.OWN).path(QuantizationConfig.MODULES);
    Map<String, ModuleEntry> entries = new TreeMap<>();
    for (Map.Entry<String, JsonNode> module : modules.properties()) {
      try {
        entries.put(module.getKey(), ModuleEntry.read(module.getValue()));
      } catch (IllegalArgumentException e) {
        throw new ModelException(
            "Cannot read quantized weights: quantization_config of %s: %s"
                .formatted(module.getKey(), e.getMessage()),
            e);
      }
    }
    return new ModuleEntries(entries);
  }

  /** Of a module; an empty one where nothing is said. */
  public ModuleEntry of(String module) {
    return entries.getOrDefault(module, ModuleEntry.EMPTY);
  }

  Collection<ModuleEntry> all() {
    return entries.values();
  }
}
