package io.quantgrid.kernels.element;

/**
 * A floating type of at most 16 bits, by plain arithmetic: the oracle of the faster paths.
 *
 * <pre>
 *  bits-1   bits-2 .. m   m-1 .. 0
 *  [sign]   [exponent]    [mantissa]     value = 1.mantissa * 2^(exponent - bias)
 *                                        exponent 0: 0.mantissa * 2^(1 - bias)
 * </pre>
 *
 * Magnitudes above {@code largestCode} are not numbers: {@code overflowCode} (an infinity or a
 * NaN), and NaNs. Where every code is a number, overflow saturates and NaN becomes the zero of the
 * other sign, as ml_dtypes 0.6.0 has it.
 */
abstract class SmallFloat implements FloatType {
  private static final int NO_CODE = -1;

  private final String name;
  private final int bits;
  private final int mantissaBits;
  private final int bias;
  private final int largestCode;
  private final int overflowCode;
  private final int nanCode;

  SmallFloat(
      String name,
      int bits,
      int mantissaBits,
      int bias,
      int largestCode,
      int overflowCode,
      int nanCode) {
    this.name = name;
    this.bits = bits;
    this.mantissaBits = mantissaBits;
    this.bias = bias;
    this.largestCode = largestCode;
    this.overflowCode = overflowCode;
    this.nanCode = nanCode;
  }

  /** A type without infinities and NaNs. */
  SmallFloat(String name, int bits, int mantissaBits, int bias) {
    this(name, bits, mantissaBits, bias, (1 << (bits - 1)) - 1, (1 << (bits - 1)) - 1, NO_CODE);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final int bits() {
    return bits;
  }

  @Override
  public final int mantissaBits() {
    return mantissaBits;
  }

  @Override
  public final int bias() {
    return bias;
  }

  @Override
  public final float largest() {
    return decode(largestCode);
  }

  @Override
  public final float smallest() {
    return -largest();
  }

  @Override
  public final int encode(float value) {
    return encode(value, largestCode);
  }

  @Override
  public final int encodeUnsaturated(float value) {
    return encode(value, overflowCode);
  }

  private int encode(float value, int beyond) {
    int sign = Float.floatToRawIntBits(value) >>> 31 << (bits - 1);
    if (Float.isNaN(value)) {
      return nanCode == NO_CODE ? sign ^ 1 << (bits - 1) : sign | nanCode;
    }
    if (Float.isInfinite(value)) {
      return sign | beyond;
    }
    double magnitude = Math.abs((double) value);
    int exponent = Math.max(Math.getExponent(magnitude), 1 - bias);
    // Steps of this binade: the quotient is exact, so there is one rounding, half to even.
    long steps = (long) Math.rint(Math.scalb(magnitude, mantissaBits - exponent));
    // A count of 2^(m+1) steps carries into the exponent by itself.
    long code = ((long) (exponent + bias - 1) << mantissaBits) + steps;
    return sign | (code > largestCode ? beyond : (int) code);
  }

  @Override
  public final float decode(int code) {
    int magnitude = code & ((1 << (bits - 1)) - 1);
    boolean negative = (code >>> (bits - 1) & 1) == 1;
    if (magnitude > largestCode) {
      boolean infinite = magnitude == overflowCode && overflowCode != nanCode;
      return infinite ? (negative ? -1 : 1) * Float.POSITIVE_INFINITY : Float.NaN;
    }
    int exponent = magnitude >>> mantissaBits;
    int mantissa = magnitude & ((1 << mantissaBits) - 1);
    int significand = exponent == 0 ? mantissa : mantissa | 1 << mantissaBits;
    double value = Math.scalb((double) significand, Math.max(exponent, 1) - bias - mantissaBits);
    return (float) (negative ? -value : value);
  }

  @Override
  public final String toString() {
    return name;
  }
}
