package io.quantgrid.core.checkpoint.gguf;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of a file's tensors with those of Hugging Face. Stems stand without {@code blk.N.} and
 * {@code .weight}; what is not listed is unknown.
 */
final class Names {
  private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d{1,6})\\.(.+)");
  private static final Pattern SUFFIXED = Pattern.compile("(.+)\\.(weight|bias)");

  private final String layers;
  private final Map<String, Rule> outside = new HashMap<>();
  private final Map<String, Rule> inside = new HashMap<>();
  private final Set<String> dropped = new HashSet<>();

  private record Rule(String stem, Turn turn) {}

  /**
   * @param layers what stands before a layer's number, as {@code model.layers.}
   */
  Names(String layers) {
    this.layers = layers;
  }

  Names outside(String stem, String name) {
    return outside(stem, name, Turn.SAME);
  }

  Names outside(String stem, String name, Turn turn) {
    outside.put(stem, new Rule(name, turn));
    return this;
  }

  Names block(String stem, String name) {
    return block(stem, name, Turn.SAME);
  }

  Names block(String stem, String name, Turn turn) {
    inside.put(stem, new Rule(name, turn));
    return this;
  }

  /** A tensor that the configuration says in other words. */
  Names without(String stem) {
    dropped.add(stem);
    return this;
  }

  /** The tensors made of one of the file's; empty where its name is unknown. */
  Optional<List<GgufWeight>> of(GgufTensor tensor) {
    Matcher block = BLOCK.matcher(tensor.name());
    boolean inBlock = block.matches();
    String rest = inBlock ? block.group(2) : tensor.name();
    Matcher suffixed = SUFFIXED.matcher(rest);
    boolean hasSuffix = suffixed.matches();
    String stem = hasSuffix ? suffixed.group(1) : rest;
    if (dropped.contains(stem)) {
      return Optional.of(List.of());
    }
    Rule rule = (inBlock ? inside : outside).get(stem);
    if (rule == null) {
      return Optional.empty();
    }
    String prefix = inBlock ? layers + Integer.parseInt(block.group(1)) + "." : "";
    String suffix = hasSuffix ? "." + suffixed.group(2) : "";
    return Optional.of(rule.turn().weights(prefix + rule.stem() + suffix, tensor));
  }
}
