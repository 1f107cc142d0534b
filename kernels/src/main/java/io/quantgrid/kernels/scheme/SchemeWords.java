package io.quantgrid.kernels.scheme;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.name.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words after the element of a scheme's text, each of its kind at most once. */
final class SchemeWords {
  private static final Pattern GROUP = Pattern.compile("group([1-9][0-9]{0,8})");
  private static final Pattern BLOCK = Pattern.compile("block([1-9][0-9]{0,8})x([1-9][0-9]{0,8})");
  private static final Pattern SCALE = Pattern.compile("scale-([a-z0-9_]+)");
  private static final Pattern PERCENTILE =
      Pattern.compile("percentile([0-9]{1,3}(?:\\.[0-9]{1,9})?)");
  private static final String EXPECTED =
      "tensor, channel, token, group<N>, block<R>x<C>, sym, narrow, asym, a scale rule ("
          + String.join(", ", rules())
          + "), scale-<type>, minmax, percentile<P>, mse, static or dynamic";
  private static final List<String> WORDS =
      List.of(
          "tensor",
          "channel",
          "token",
          "group32",
          "group64",
          "group128",
          "block128x128",
          "sym",
          "narrow",
          "asym",
          "plain",
          "pow2",
          "m1",
          "m2",
          "m2-tensor",
          "e8m0",
          "e8m0-round",
          "absmean",
          "scale-float32",
          "scale-bfloat16",
          "scale-float16",
          "scale-fp8_e4m3",
          "minmax",
          "percentile99.9",
          "mse",
          "static",
          "dynamic");

  private Optional<Granularity> granularity = Optional.empty();
  private Optional<Symmetry> symmetry = Optional.empty();
  private Optional<ScaleRule> rule = Optional.empty();
  private Optional<FloatType> scaleType = Optional.empty();
  private Optional<Clipping> clipping = Optional.empty();
  private Optional<Timing> timing = Optional.empty();

  Optional<Granularity> granularity() {
    return granularity;
  }

  Optional<Symmetry> symmetry() {
    return symmetry;
  }

  Optional<ScaleRule> rule() {
    return rule;
  }

  Optional<FloatType> scaleType() {
    return scaleType;
  }

  Optional<Clipping> clipping() {
    return clipping;
  }

  Optional<Timing> timing() {
    return timing;
  }

  /** Takes a word in; says what was expected when it is none or the second of its kind. */
  Optional<String> take(String word) {
    Optional<Granularity> size = granularity(word);
    Optional<Symmetry> sign = find(Symmetry.values(), Symmetry::text, word);
    Optional<ScaleRule> scale = find(ScaleRule.values(), ScaleRule::text, word);
    Matcher type = SCALE.matcher(word);
    Optional<FloatType> stored =
        type.matches() ? SchemeParser.scaleType(type.group(1)) : Optional.empty();
    Optional<Clipping> range = clipping(word);
    Optional<Timing> when = find(Timing.values(), Timing::text, word);
    Optional<String> second = Optional.empty();
    if (size.isPresent()) {
      second = granularity.map(Granularity::text).map(text -> "one granularity, not also " + text);
      granularity = size;
    } else if (sign.isPresent()) {
      second = symmetry.map(Symmetry::text).map(text -> "one symmetry, not also " + text);
      symmetry = sign;
    } else if (scale.isPresent()) {
      second = rule.map(ScaleRule::text).map(text -> "one scale rule, not also " + text);
      rule = scale;
    } else if (stored.isPresent()) {
      second = scaleType.map(FloatType::name).map(text -> "one type of scales, not also " + text);
      scaleType = stored;
    } else if (range.isPresent()) {
      second = clipping.map(Clipping::text).map(text -> "one clipping, not also " + text);
      clipping = range;
    } else if (when.isPresent()) {
      second = timing.map(Timing::text).map(text -> "one of static and dynamic, not also " + text);
      timing = when;
    } else {
      return Optional.of(EXPECTED + Names.hint(word, WORDS));
    }
    return second;
  }

  static boolean isGranularity(String word) {
    return granularity(word).isPresent();
  }

  private static Optional<Granularity> granularity(String word) {
    Matcher group = GROUP.matcher(word);
    if (group.matches()) {
      return Optional.of(new Granularity.Group(Integer.parseInt(group.group(1))));
    }
    Matcher block = BLOCK.matcher(word);
    if (block.matches()) {
      return Optional.of(
          new Granularity.Block(
              Integer.parseInt(block.group(1)), Integer.parseInt(block.group(2))));
    }
    return switch (word) {
      case "tensor" -> Optional.of(new Granularity.PerTensor());
      case "channel" -> Optional.of(new Granularity.PerChannel());
      case "token" -> Optional.of(new Granularity.PerToken());
      default -> Optional.empty();
    };
  }

  private static Optional<Clipping> clipping(String word) {
    Matcher percentile = PERCENTILE.matcher(word);
    if (percentile.matches()) {
      double percent = Double.parseDouble(percentile.group(1));
      return percent > 0 && percent <= 100
          ? Optional.of(new Clipping.Percentile(percent))
          : Optional.empty();
    }
    return switch (word) {
      case "minmax" -> Optional.of(new Clipping.MinMax());
      case "mse" -> Optional.of(new Clipping.Mse());
      default -> Optional.empty();
    };
  }

  private static <T> Optional<T> find(T[] values, Function<T, String> text, String word) {
    return Arrays.stream(values).filter(value -> text.apply(value).equals(word)).findFirst();
  }

  private static List<String> rules() {
    return Arrays.stream(ScaleRule.values()).map(ScaleRule::text).toList();
  }
}
