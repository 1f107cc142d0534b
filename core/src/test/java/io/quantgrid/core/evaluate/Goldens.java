package io.quantgrid.core.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Reference values made by lm-evaluation-harness 0.4.13. */
final class Goldens {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Goldens() {}

  static JsonNode units() throws IOException {
    try (InputStream in = Goldens.class.getResourceAsStream("/lm-eval/units.json")) {
      return JSON.readTree(Objects.requireNonNull(in, "lm-eval/units.json"));
    }
  }

  static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
