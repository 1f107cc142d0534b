package io.quantgrid.core.model;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The families by {@code model_type}: one line each. */
final class Families {
  private static final Map<String, Family> ALL =
      new TreeMap<>(
          Map.of(
              "llama", new Llama(),
              "mistral", new Mistral()));

  private Families() {}

  static Optional<Family> find(String modelType) {
    return Optional.ofNullable(ALL.get(modelType));
  }

  static SortedSet<String> names() {
    return new TreeSet<>(ALL.keySet());
  }
}
