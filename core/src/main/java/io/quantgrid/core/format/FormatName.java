package io.quantgrid.core.format;

import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.ScaleRule;
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
 * weights= preset | "w" bits ["a" bits] {"-" option}     mxfp4, w4a16-int-g64-asym, w1.58
 * kv     = "kv" bits {"-" option} | "kv-" block          kv8-fp, kv-mxfp8
 *        | "kv" bits "-kivi" {"-g" size | "-residual" size}   kv2-kivi
 * option = "int" | "fp" | "fp4" | "fp6" | "fp8" | "g" size | "block" size | "channel" | "tensor"
 *        | "sym" | "narrow" | "asym" | "pow2" | "m1" | "m2" | "static"
 * </pre>
 *
 * What is not said: weights of 8 bits per channel when activations are quantized or fp, else in
 * groups of 128; 4 bits and more symmetric, 2 and 3 asymmetric; activations per token, of the
 * weights' kind, but 8-bit floating for {@code w4a8} without a kind (W4AFP8 of compressed-tensors);
 * KV entries integer, asymmetric, per token and head, or as {@link KvScheme.Kivi} has them. Static
 * activations have one scale, as have floating weights beside them; {@code block128} means tiles of
 * weights and groups of activations. {@code w1.58} is ternary with one scale, {@code w1} binary per
 * channel. 16 bits are not quantized. Presets are in {@link FormatPresets}.
 */
final class FormatName {
  private static final Pattern WEIGHTS = Pattern.compile("w([0-9]+(?:\\.58)?)(?:a([0-9]+))?");
  private static final Pattern KV = Pattern.compile("kv([0-9]*)");
  private static final Granularity GROUPS_OF_128 = new Granularity.Group(128);
  private static final String KIVI = "kivi";
  private static final int FULL = 16;

  private final FormatOptions options;

  private FormatName(FormatOptions options) {
    this.options = options;
  }

  static Format parse(String text) {
    List<String> parts = List.of(text.split("-", -1));
    int kvAt = 0;
    while (kvAt < parts.size() && !KV.matcher(parts.get(kvAt)).matches()) {
      kvAt++;
    }
    FormatPresets.Preset linear = new FormatPresets.Preset(Optional.empty(), Optional.empty());
    if (kvAt > 0) {
      List<String> words = parts.subList(0, kvAt);
      linear =
          FormatPresets.named(String.join("-", words)).orElseGet(() -> FormatName.linear(words));
    }
    Optional<KvScheme> kv =
        kvAt < parts.size() ? kv(parts.subList(kvAt, parts.size())) : Optional.empty();
    return FormatParser.make(
        text, linear.weights(), linear.activations(), kv, Format.defaultKeep(), List.of());
  }

  private static FormatPresets.Preset linear(List<String> words) {
    Matcher matcher = WEIGHTS.matcher(words.get(0));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          words.get(0)
              + " (expected baseline, w<bits>a<bits>..., kv<bits>..., or one of "
              + String.join(", ", FormatPresets.names())
              + ")");
    }
    FormatName name = new FormatName(FormatOptions.read(words.subList(1, words.size())));
    String weightBits = matcher.group(1);
    int bits = weightBits.endsWith(".58") ? 2 : bits(weightBits);
    int activationBits = matcher.group(2) == null ? FULL : bits(matcher.group(2));
    boolean mean = weightBits.equals("1.58") || weightBits.equals("1");
    return new FormatPresets.Preset(
        mean ? name.meanScaled(weightBits) : name.weights(bits, activationBits),
        name.activations(mean ? Byte.SIZE : bits, activationBits));
  }

  private static Optional<KvScheme> kv(List<String> words) {
    Matcher matcher = KV.matcher(words.get(0));
    matcher.matches();
    if (!matcher.group(1).isEmpty()) {
      if (words.contains(KIVI)) {
        return Optional.of(kivi(words, bits(matcher.group(1))));
      }
      FormatOptions options = FormatOptions.read(words.subList(1, words.size()));
      return new FormatName(options).kv(bits(matcher.group(1))).map(KvScheme.Immediate::new);
    }
    String block = String.join("-", words.subList(1, words.size()));
    Optional<Scheme> scheme = FormatPresets.block(block);
    if (scheme.isEmpty()) {
      throw new IllegalArgumentException(
          "kv-"
              + block
              + " (expected kv<bits> or kv- and one of "
              + String.join(", ", FormatPresets.blocks())
              + ")");
    }
    return scheme.map(KvScheme.Immediate::new);
  }

  /** {@code kv2-kivi-g64} is {@code int2/kivi/group64}. */
  private static KvScheme kivi(List<String> words, int bits) {
    StringBuilder text =
        new StringBuilder(FormatOptions.read(List.of()).element("int", bits).name());
    for (String word : words.subList(1, words.size())) {
      text.append('/').append(word.replaceFirst("^g(?=[0-9])", "group"));
    }
    return KvScheme.parse(text.toString());
  }

  private Optional<Scheme> weights(int bits, int activationBits) {
    if (bits == FULL) {
      return Optional.empty();
    }
    boolean floating = options.isFloating();
    boolean wide = bits == Byte.SIZE && (activationBits < FULL || floating);
    Granularity usual = wide ? new Granularity.PerChannel() : GROUPS_OF_128;
    if (options.isStatic() && floating) {
      usual = new Granularity.PerTensor();
    }
    Symmetry symmetry = bits >= 4 ? Symmetry.SYMMETRIC : Symmetry.ASYMMETRIC;
    Scheme plain =
        Scheme.of(
            options.element("int", bits),
            options.granularity().orElse(usual),
            options.symmetry().orElse(symmetry));
    return Optional.of(withRule(plain));
  }

  private Optional<Scheme> meanScaled(String bits) {
    boolean ternary = bits.equals("1.58");
    Scheme usual =
        FormatPresets.named(ternary ? "ternary" : "binary").orElseThrow().weights().orElseThrow();
    return Optional.of(withRule(options.granularity().map(usual::with).orElse(usual)));
  }

  private Scheme withRule(Scheme scheme) {
    Optional<ScaleRule> rule = options.rule();
    return rule.isEmpty()
        ? scheme
        : new Scheme(
            scheme.element(),
            scheme.granularity(),
            scheme.symmetry(),
            rule.get(),
            scheme.scaleType(),
            scheme.clipping(),
            scheme.timing());
  }

  private Optional<Scheme> activations(int weightBits, int bits) {
    if (bits == FULL) {
      refuseStatic("weights");
      return Optional.empty();
    }
    String usual = weightBits < Byte.SIZE && bits == Byte.SIZE ? "fp" : "int";
    Granularity granularity = new Granularity.PerToken();
    if (options.granularity().orElse(granularity) instanceof Granularity.Block block) {
      granularity = new Granularity.Group(block.columns());
    }
    Scheme dynamic =
        Scheme.of(
            options.activationElement(usual, bits),
            options.isStatic() ? new Granularity.PerTensor() : granularity,
            Symmetry.SYMMETRIC);
    return Optional.of(options.isStatic() ? FormatOptions.fixed(dynamic) : dynamic);
  }

  private Optional<Scheme> kv(int bits) {
    refuseStatic("KV entries");
    Symmetry usual = options.isFloating() ? Symmetry.SYMMETRIC : Symmetry.ASYMMETRIC;
    return Optional.of(
        withRule(
            Scheme.of(
                options.element("int", bits),
                options.granularity().orElse(new Granularity.PerToken()),
                options.symmetry().orElse(usual))));
  }

  private void refuseStatic(String what) {
    if (options.isStatic()) {
      throw new IllegalArgumentException(
          "static " + what + " (expected static beside activations, as in w8a8-fp-static)");
    }
  }

  private static int bits(String digits) {
    return digits.length() > 3 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }
}
