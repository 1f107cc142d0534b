package io.quantgrid.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.TreeSet;

/** Ids of single tokens, by tokenizer.json: added tokens first, then the model's vocabulary. */
final class Vocabulary {
  private final JsonNode root;

  /**
   * Checks as much of the structure as the native library takes for granted.
   *
   * @throws TextException naming {@code file}
   */
  Vocabulary(JsonNode root, Path file) {
    JsonNode model = root.path("model");
    JsonNode entries = model.path("vocab");
    if (!model.isObject() || !(entries.isObject() || entries.isArray())) {
      throw new TextException(
          "Cannot read %s: no model.vocab (expected a Hugging Face tokenizer)".formatted(file));
    }
    this.root = root;
  }

  OptionalInt id(String token) {
    if (token.isEmpty()) {
      return OptionalInt.empty();
    }
    for (JsonNode added : root.path("added_tokens")) {
      if (added.path("content").asText().equals(token) && added.path("id").isInt()) {
        return OptionalInt.of(added.path("id").intValue());
      }
    }
    JsonNode entries = root.path("model").path("vocab");
    if (entries.path(token).isInt()) {
      return OptionalInt.of(entries.path(token).intValue());
    }
    for (int i = 0; i < entries.size() && entries.isArray(); i++) {
      if (entries.path(i).path(0).asText().equals(token)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Ids of the model's vocabulary and of added tokens that are not special, rising. */
  int[] ordinary() {
    TreeSet<Integer> ids = new TreeSet<>();
    JsonNode entries = root.path("model").path("vocab");
    if (entries.isArray()) {
      for (int i = 0; i < entries.size(); i++) {
        ids.add(i);
      }
    } else {
      entries.forEach(id -> ids.add(id.intValue()));
    }
    for (JsonNode added : root.path("added_tokens")) {
      if (added.path("special").asBoolean(false)) {
        ids.remove(added.path("id").intValue());
      } else if (added.path("id").isInt()) {
        ids.add(added.path("id").intValue());
      }
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }
}
