package io.quantgrid.core.metric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What make_goldens.py left in src/test/resources/metrics. */
final class Goldens {
  /** Both sides compute in double; orders of summation differ. */
  static final double ROUNDING = 1e-9;

  /** A text and what it is compared with. */
  record Pair(String prediction, List<String> references, JsonNode values) {
    String describe() {
      return "%s against %s".formatted(prediction, references);
    }
  }

  private Goldens() {}

  static JsonNode read(String name) {
    try (InputStream file = Goldens.class.getResourceAsStream("/metrics/" + name)) {
      return JsonMapper.builder().build().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (JsonNode pair : read("texts.json").get("pairs")) {
      List<String> references = new ArrayList<>();
      pair.get("references").forEach(reference -> references.add(reference.textValue()));
      pairs.add(new Pair(pair.get("prediction").textValue(), references, pair));
    }
    return pairs;
  }

  static double[] doubles(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).doubleValue()).toArray();
  }
}
