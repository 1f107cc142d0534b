package io.quantgrid.core.format;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.scheme.Timing;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words behind the bits of a format's name, each of its kind at most once. */
final class FormatOptions {
  private static final Pattern KIND = Pattern.compile("int|fp|fp([468])");
  private static final Pattern GROUP = Pattern.compile("g(?:roup)?([1-9][0-9]{0,8})");
  private static final Pattern BLOCK = Pattern.compile("block([1-9][0-9]{0,8})");
  private static final List<ScaleRule> RULES =
      List.of(ScaleRule.POW2, ScaleRule.M1, ScaleRule.M2_ROW);

  /** The usual floating type of each width. */
  private static final Map<Integer, String> FLOATING =
      new TreeMap<>(Map.of(4, "fp4_e2m1", 6, "fp6_e2m3", 8, "fp8_e4m3"));

  private static final Map<Integer, String> INTEGERS = new TreeMap<>();

  static {
    for (int bits = 2; bits <= Byte.SIZE; bits++) {
      INTEGERS.put(bits, "int" + bits);
    }
  }

  private static final String EXPECTED =
      "int, fp, fp4, fp6, fp8, g<size>, block<size>, channel, tensor, sym, narrow, asym, pow2, m1,"
          + " m2, static or kv<bits>";

  private Optional<String> kind = Optional.empty();
  private Optional<Granularity> granularity = Optional.empty();
  private Optional<Symmetry> symmetry = Optional.empty();
  private Optional<ScaleRule> rule = Optional.empty();
  private Optional<Timing> timing = Optional.empty();

  private FormatOptions() {}

  static FormatOptions read(List<String> words) {
    FormatOptions out = new FormatOptions();
    words.forEach(out::take);
    return out;
  }

  private void take(String word) {
    Optional<Granularity> size = size(word);
    Optional<Symmetry> sign =
        Arrays.stream(Symmetry.values()).filter(s -> s.text().equals(word)).findFirst();
    Optional<ScaleRule> scale = RULES.stream().filter(r -> r.text().equals(word)).findFirst();
    if (KIND.matcher(word).matches()) {
      kind = once(word, kind, word);
    } else if (size.isPresent()) {
      granularity = once(word, granularity, size.get());
    } else if (sign.isPresent()) {
      symmetry = once(word, symmetry, sign.get());
    } else if (scale.isPresent()) {
      rule = once(word, rule, scale.get());
    } else if (word.equals(Timing.STATIC.text())) {
      timing = once(word, timing, Timing.STATIC);
    } else {
      throw new IllegalArgumentException(
          (word.isEmpty() ? "nothing" : word) + " (expected " + EXPECTED + ")");
    }
  }

  private static Optional<Granularity> size(String word) {
    Matcher group = GROUP.matcher(word);
    Matcher block = BLOCK.matcher(word);
    if (group.matches()) {
      return Optional.of(new Granularity.Group(Integer.parseInt(group.group(1))));
    } else if (block.matches()) {
      int size = Integer.parseInt(block.group(1));
      return Optional.of(new Granularity.Block(size, size));
    } else if (word.equals("channel")) {
      return Optional.of(new Granularity.PerChannel());
    }
    return word.equals("tensor") ? Optional.of(new Granularity.PerTensor()) : Optional.empty();
  }

  private static <T> Optional<T> once(String word, Optional<T> before, T value) {
    if (before.isPresent()) {
      throw new IllegalArgumentException(word + " (expected one option of its kind, not a second)");
    }
    return Optional.of(value);
  }

  boolean isFloating() {
    return kind.filter(word -> word.startsWith("fp")).isPresent();
  }

  boolean isStatic() {
    return timing.isPresent();
  }

  Optional<Granularity> granularity() {
    return granularity;
  }

  Optional<Symmetry> symmetry() {
    return symmetry;
  }

  Optional<ScaleRule> rule() {
    return rule;
  }

  /** {@code int4}, or the usual floating type of that many bits, {@code fp8_e4m3}. */
  ElementType element(String usual, int bits) {
    String word = kind.orElse(usual);
    if (word.length() > "fp".length() && word.startsWith("fp") && !word.equals("fp" + bits)) {
      throw new IllegalArgumentException(word + " of " + bits + " bits (expected fp" + bits + ")");
    }
    return ofKind(word.startsWith("fp") ? "fp" : word, bits);
  }

  /** Activations are of the weights' kind in their own width. */
  ElementType activationElement(String usual, int bits) {
    return ofKind(isFloating() ? "fp" : kind.orElse(usual), bits);
  }

  private static ElementType ofKind(String kind, int bits) {
    Map<Integer, String> widths = kind.equals("fp") ? FLOATING : INTEGERS;
    if (!widths.containsKey(bits)) {
      throw new IllegalArgumentException(
          "%s of %d bits (expected %s bits)"
              .formatted(
                  kind,
                  bits,
                  String.join(", ", widths.keySet().stream().map(String::valueOf).toList())));
    }
    return ElementTypes.named(widths.get(bits));
  }

  /** The same under a scale from calibration. */
  static Scheme fixed(Scheme dynamic) {
    return new Scheme(
        dynamic.element(),
        dynamic.granularity(),
        dynamic.symmetry(),
        dynamic.rule(),
        dynamic.scaleType(),
        dynamic.clipping(),
        Timing.STATIC);
  }
}
