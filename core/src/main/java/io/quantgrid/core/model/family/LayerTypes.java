package io.quantgrid.core.model.family;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Which layers see all tokens and which a window, as {@code layer_types} says. */
final class LayerTypes {
  static final String FULL = "full_attention";
  static final String SLIDING = "sliding_attention";

  private LayerTypes() {}

  /**
   * Whether a layer sees a window.
   *
   * @param ifMissing where the file does not say
   */
  static IntPredicate sliding(ConfigKeys keys, int layers, IntPredicate ifMissing) {
    if (!keys.has("layer_types")) {
      return ifMissing;
    }
    JsonNode types = keys.value("layer_types");
    Set<Integer> sliding = new HashSet<>();
    for (int i = 0; i < types.size(); i++) {
      String type = types.get(i).asText();
      if (type.equals(SLIDING)) {
        sliding.add(i);
      } else if (!type.equals(FULL)) {
        keys.problem("layer_types", "expected " + FULL + " or " + SLIDING + " for each layer");
        return ifMissing;
      }
    }
    if (types.size() != layers) {
      keys.problem("layer_types", "expected one for each of " + layers + " layers");
    }
    return sliding::contains;
  }

  /**
   * What each layer sees.
   *
   * @param window everything in all layers where there is none
   * @param ifMissing which layers see through it where the file does not say
   */
  static List<OptionalInt> windows(
      ConfigKeys keys, int layers, OptionalInt window, IntPredicate ifMissing) {
    if (window.isEmpty()) {
      all(keys, FULL);
      return Collections.nCopies(layers, window);
    }
    IntPredicate sliding = sliding(keys, layers, ifMissing);
    return IntStream.range(0, layers)
        .mapToObj(layer -> sliding.test(layer) ? window : OptionalInt.empty())
        .toList();
  }

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
