package io.quantgrid.kernels.scheme;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;
import java.util.Optional;

/**
 * How one tensor is quantized.
 *
 * @param element what codes are
 * @param granularity which elements share a scale
 * @param rule which numbers a scale may be
 * @param scaleType what scales are stored in; empty: the type that they are computed in. Scales of
 *     8 bits with a mantissa are relative to one float32 number of the tensor (two levels, as
 *     NVFP4).
 * @param clipping which range a scale covers
 * @param timing when an activation's scale is found; dynamic for weights
 */
public record Scheme(
    ElementType element,
    Granularity granularity,
    Symmetry symmetry,
    ScaleRule rule,
    Optional<FloatType> scaleType,
    Clipping clipping,
    Timing timing) {
  /** Wider types are stored as they are, without scales. */
  private static final int WIDEST = 8;

  public Scheme {
    if (element.bits() > WIDEST) {
      throw new IllegalArgumentException(
          "Cannot quantize to "
              + element.name()
              + " (expected at most "
              + WIDEST
              + " bits; leave the scheme out for full precision)");
    }
    refuse(element.smallest() > 0, "to " + element.name(), "a type with negative values");
    refuse(
        !(element instanceof IntegerType) && symmetry == Symmetry.NARROW,
        element.name() + " in a narrow range",
        "an integer type, or sym");
    refuse(
        !allIntegers(element) && symmetry == Symmetry.ASYMMETRIC,
        element.name() + " asymmetrically",
        "int2 to int8, or sym");
    refuse(
        rule != ScaleRule.PLAIN && symmetry == Symmetry.ASYMMETRIC,
        "asymmetrically with " + rule.text() + " scales",
        "sym, or plain scales");
    refuse(
        rule.isExponent() && scaleType.isPresent(),
        "with " + rule.text() + " scales stored in " + scaleType.map(FloatType::name).orElse(""),
        "no type of scales: exponents have their own");
    refuse(
        element.bits() == 1 && rule != ScaleRule.ABS_MEAN,
        "to " + element.name() + " with " + rule.text() + " scales",
        "absmean: it has no zero to round to");
    refuse(
        rule == ScaleRule.ABS_MEAN && !(clipping instanceof Clipping.MinMax),
        "with absmean scales clipped by " + clipping.text(),
        "no clipping: means have no range");
    refuse(
        scaleType.isPresent()
            && (scaleType.get().bits() < WIDEST || scaleType.get().mantissaBits() == 0),
        "with scales in " + scaleType.map(FloatType::name).orElse(""),
        "float32, bfloat16, float16 or a type of 8 bits; e8m0 scales come with a rule");
    boolean whole = granularity instanceof Granularity.PerTensor;
    boolean levels = scaleType.isPresent() && scaleType.get().bits() <= WIDEST;
    refuse(
        levels && (whole || symmetry == Symmetry.ASYMMETRIC || rule != ScaleRule.PLAIN),
        "with scales in " + scaleType.map(FloatType::name).orElse(""),
        "plain symmetric scales of channels, tokens, groups or blocks");
    refuse(
        timing == Timing.STATIC && !whole && !levels,
        "statically per " + granularity.text(),
        "tensor, or scales of 8 bits under one static number");
  }

  /** With plain dynamic scales in the type they are computed in, over all values. */
  public static Scheme of(ElementType element, Granularity granularity, Symmetry symmetry) {
    ScaleRule rule = usualRule(element);
    return new Scheme(
        element,
        granularity,
        symmetry,
        rule,
        Optional.empty(),
        new Clipping.MinMax(),
        Timing.DYNAMIC);
  }

  /** Whether codes are all the integers of that many bits, so that a zero point is one of them. */
  private static boolean allIntegers(ElementType element) {
    return element instanceof IntegerType
        && element.largest() - element.smallest() == (1 << element.bits()) - 1;
  }

  /** Ternary and binary types are scaled by the mean magnitude, all others by the largest. */
  static ScaleRule usualRule(ElementType element) {
    return element.name().equals("ternary") || element.name().equals("binary")
        ? ScaleRule.ABS_MEAN
        : ScaleRule.PLAIN;
  }

  private static void refuse(boolean wrong, String what, String expected) {
    if (wrong) {
      throw new IllegalArgumentException(
          "Cannot quantize " + what + " (expected " + expected + ")");
    }
  }

  /** Whether scales are relative to one float32 number of the tensor, which divides them. */
  public boolean twoLevel() {
    return scaleType.isPresent() && scaleType.get().bits() <= WIDEST;
  }

  /** The same with another granularity. */
  public Scheme with(Granularity other) {
    return new Scheme(element, other, symmetry, rule, scaleType, clipping, timing);
  }

  /** The same with integers of so many bits as elements. */
  public Scheme withBits(int bits) {
    return new Scheme(
        ElementTypes.named("int" + bits), granularity, symmetry, rule, scaleType, clipping, timing);
  }

  /**
   * All parameters in a fixed order, e.g. {@code int4/group128/sym}, those that are not as usual
   * after the first three: what ids and tables carry.
   */
  public String canonical() {
    StringBuilder text = new StringBuilder();
    text.append(element.name()).append('/').append(granularity.text());
    text.append('/').append(symmetry.text());
    if (rule != usualRule(element)) {
      text.append('/').append(rule.text());
    }
    scaleType.ifPresent(type -> text.append("/scale-").append(type.name()));
    if (!(clipping instanceof Clipping.MinMax)) {
      text.append('/').append(clipping.text());
    }
    if (timing != Timing.DYNAMIC) {
      text.append('/').append(timing.text());
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return canonical();
  }
}
