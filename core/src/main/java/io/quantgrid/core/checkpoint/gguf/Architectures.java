package io.quantgrid.core.checkpoint.gguf;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The architectures by {@code general.architecture}: one line each. */
final class Architectures {
  private static final Map<String, Architecture> ALL =
      new TreeMap<>(Map.ofEntries(Map.entry("llama", new LlamaArchitecture())));

  private Architectures() {}

  static Optional<Architecture> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  static SortedSet<String> names() {
    return new TreeSet<>(ALL.keySet());
  }
}
