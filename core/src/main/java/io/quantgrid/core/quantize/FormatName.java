package io.quantgrid.core.quantize;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammar of format names.
 *
 * <pre>
 * name   = weights ["-" kv] | kv
 * weights= "w" bits ["a" bits] {"-" option}     w4a16-int-g64-asym
 * kv     = "kv" bits {"-" option}               kv8-fp
 * option = "int" | "fp" | "g" size | "channel" | "tensor" | "sym" | "asym"
 * </pre>
 *
 * What is not said: weights of 8 bits per channel when activations are quantized or fp, else in
 * groups of 128; 4 and 8 bits symmetric, 2 and 3 asymmetric; activations per token, of the weights'
 * kind, but 8-bit floating for {@code w4a8} without a kind (W4AFP8 of compressed-tensors); KV
 * entries integer, asymmetric, per token and head. 16 bits are not quantized.
 */
final class FormatName {
  private static final Pattern WEIGHTS = Pattern.compile("w([0-9]+)(?:a([0-9]+))?");
  private static final Pattern KV = Pattern.compile("kv([0-9]+)");
  private static final Pattern GROUP = Pattern.compile("g(?:roup)?([1-9][0-9]{0,8})");
  private static final Granularity GROUPS_OF_128 = new Granularity.Group(128);
  private static final int FULL = 16;

  private Optional<String> kind = Optional.empty();
  private Optional<Granularity> granularity = Optional.empty();
  private Optional<Symmetry> symmetry = Optional.empty();

  private FormatName() {}

  static Format parse(String text) {
    List<String> parts = List.of(text.split("-", -1));
    int kvAt = 0;
    while (kvAt < parts.size() && !KV.matcher(parts.get(kvAt)).matches()) {
      kvAt++;
    }
    Optional<Scheme> weights = Optional.empty();
    Optional<Scheme> activations = Optional.empty();
    if (kvAt > 0) {
      Matcher matcher = WEIGHTS.matcher(parts.get(0));
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            parts.get(0) + " (expected baseline, w<bits>a<bits>... or kv<bits>...)");
      }
      FormatName options = options(parts.subList(1, kvAt));
      int weightBits = bits(matcher.group(1));
      int activationBits = matcher.group(2) == null ? FULL : bits(matcher.group(2));
      weights = options.weights(weightBits, activationBits);
      activations = options.activations(weightBits, activationBits);
    }
    Optional<Scheme> kv = Optional.empty();
    if (kvAt < parts.size()) {
      Matcher matcher = KV.matcher(parts.get(kvAt));
      matcher.matches();
      kv = options(parts.subList(kvAt + 1, parts.size())).kv(bits(matcher.group(1)));
    }
    return FormatParser.make(text, weights, activations, kv, Format.defaultKeep());
  }

  private static FormatName options(List<String> words) {
    FormatName out = new FormatName();
    for (String word : words) {
      Matcher group = GROUP.matcher(word);
      if (word.equals("int") || word.equals("fp")) {
        once(word, out.kind);
        out.kind = Optional.of(word);
      } else if (word.equals("sym") || word.equals("asym")) {
        once(word, out.symmetry);
        out.symmetry = Optional.of(word.equals("sym") ? Symmetry.SYMMETRIC : Symmetry.ASYMMETRIC);
      } else if (group.matches()) {
        once(word, out.granularity);
        out.granularity = Optional.of(new Granularity.Group(Integer.parseInt(group.group(1))));
      } else if (word.equals("channel") || word.equals("tensor")) {
        once(word, out.granularity);
        out.granularity =
            Optional.of(
                word.equals("channel")
                    ? new Granularity.PerChannel()
                    : new Granularity.PerTensor());
      } else {
        throw new IllegalArgumentException(
            (word.isEmpty() ? "nothing" : word)
                + " (expected int, fp, g<size>, channel, tensor, sym, asym or kv<bits>)");
      }
    }
    return out;
  }

  private static void once(String word, Optional<?> before) {
    if (before.isPresent()) {
      throw new IllegalArgumentException(word + " (expected one option of its kind, not a second)");
    }
  }

  private Optional<Scheme> weights(int bits, int activationBits) {
    if (bits == FULL) {
      return Optional.empty();
    }
    ElementType element = element(kind.orElse("int"), bits);
    boolean wide = bits == 8 && (activationBits < FULL || kind.equals(Optional.of("fp")));
    Symmetry usual = bits >= 4 ? Symmetry.SYMMETRIC : Symmetry.ASYMMETRIC;
    return Optional.of(
        Scheme.of(
            element,
            granularity.orElse(wide ? new Granularity.PerChannel() : GROUPS_OF_128),
            symmetry.orElse(usual)));
  }

  private Optional<Scheme> activations(int weightBits, int bits) {
    if (bits == FULL) {
      return Optional.empty();
    }
    String usual = weightBits < 8 && bits == 8 ? "fp" : "int";
    ElementType element = element(kind.orElse(usual), bits);
    return Optional.of(Scheme.of(element, new Granularity.PerToken(), Symmetry.SYMMETRIC));
  }

  private Optional<Scheme> kv(int bits) {
    ElementType element = element(kind.orElse("int"), bits);
    Symmetry usual = kind.equals(Optional.of("fp")) ? Symmetry.SYMMETRIC : Symmetry.ASYMMETRIC;
    return Optional.of(
        Scheme.of(element, granularity.orElse(new Granularity.PerToken()), symmetry.orElse(usual)));
  }

  /** {@code int4}, or the first floating type of that many bits, {@code fp8_e4m3}. */
  private static ElementType element(String kind, int bits) {
    return ElementTypes.all().stream()
        .filter(type -> type.bits() == bits && type.name().startsWith(kind))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    kind + " of " + bits + " bits (expected " + widths(kind) + " bits)"));
  }

  private static String widths(String kind) {
    List<String> widths =
        ElementTypes.all().stream()
            .filter(type -> type.name().startsWith(kind))
            .map(type -> Integer.toString(type.bits()))
            .distinct()
            .toList();
    return String.join(", ", widths);
  }

  private static int bits(String digits) {
    return digits.length() > 3 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }
}
