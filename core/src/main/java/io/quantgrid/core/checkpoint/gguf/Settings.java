package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Typed reading of what the metadata says under the architecture's own name. Keys that nobody asks
 * for may change the computation, so {@link #nothingElse} refuses them.
 */
final class Settings {
  /** Keys of training and of tools that no computation depends on. */
  private static final Set<String> IDLE =
      Set.of("tensor_data_layout", "vocab_size", "rope.scaling.finetuned");

  private final Path file;
  private final JsonNode metadata;
  private final String architecture;
  private final Set<String> asked = new HashSet<>(IDLE);

  Settings(Path file, JsonNode metadata, String architecture) {
    this.file = file;
    this.metadata = metadata;
    this.architecture = architecture;
  }

  String architecture() {
    return architecture;
  }

  boolean has(String key) {
    return !value(key).isMissingNode();
  }

  int count(String key) {
    return optionalCount(key)
        .orElseThrow(() -> refused(key, "missing", "a whole number from 1 to 2^31 - 1"));
  }

  OptionalInt optionalCount(String key) {
    JsonNode value = value(key);
    if (value.isMissingNode()) {
      return OptionalInt.empty();
    }
    if (!value.isInt() || value.intValue() < 1) {
      throw refused(key, value.toString(), "a whole number from 1 to 2^31 - 1");
    }
    return OptionalInt.of(value.intValue());
  }

  double number(String key) {
    return optionalNumber(key).orElseThrow(() -> refused(key, "missing", "a finite number"));
  }

  OptionalDouble optionalNumber(String key) {
    JsonNode value = value(key);
    if (value.isMissingNode()) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw refused(key, value.toString(), "a finite number");
    }
    return OptionalDouble.of(value.doubleValue());
  }

  Optional<String> text(String key) {
    JsonNode value = value(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw refused(key, value.toString(), "a text");
    }
    return Optional.of(value.textValue());
  }

  boolean flag(String key, boolean ifMissing) {
    JsonNode value = value(key);
    if (value.isMissingNode()) {
      return ifMissing;
    }
    if (!value.isBoolean()) {
      throw refused(key, value.toString(), "true or false");
    }
    return value.booleanValue();
  }

  /** Keys that say nothing of this architecture. */
  void idle(String... keys) {
    asked.addAll(List.of(keys));
  }

  /** Refuses keys of the architecture that were never asked for. */
  void nothingElse() {
    List<String> others = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
      String prefix = architecture + ".";
      if (entry.getKey().startsWith(prefix)
          && !asked.contains(entry.getKey().substring(prefix.length()))) {
        others.add(entry.getKey());
      }
    }
    if (!others.isEmpty()) {
      throw GgufCursor.refused(
          file, String.join(", ", others), "unknown", "keys whose meaning is known");
    }
  }

  /** An error about one of the keys. */
  RuntimeException refused(String key, String value, String expected) {
    return GgufCursor.refused(file, architecture + "." + key, value, expected);
  }

  private JsonNode value(String key) {
    asked.add(key);
    return metadata.path(architecture + "." + key);
  }
}
