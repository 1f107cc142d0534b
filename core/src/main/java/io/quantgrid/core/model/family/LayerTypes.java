package io.quantgrid.core.model.family;

import com.fasterxml.jackson.databind.JsonNode;

/** Which layers see all tokens and which a window, as {@code layer_types} says. */
final class LayerTypes {
  static final String FULL = "full_attention";
  static final String SLIDING = "sliding_attention";

  private LayerTypes() {}

  /** Notes a problem unless all layers that the file names are of that type. */
  static void all(ConfigKeys keys, String expected) {
    for (JsonNode type : keys.value("layer_types")) {
      if (!type.asText().equals(expected)) {
        keys.problem("layer_types", "expected " + expected + " in every layer");
        return;
      }
    }
  }
}
