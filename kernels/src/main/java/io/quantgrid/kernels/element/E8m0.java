package io.quantgrid.kernels.element;

/**
 * 8 bits of exponent, no sign, no mantissa, no zero: powers of two from 2^-127 to 2^127, and one
 * NaN, 0xFF (OCP Microscaling Formats v1.0, section 5.4.1). A type of scales.
 *
 * <pre>
 *  7 .. 0
 *  [exponent]     value = 2^(exponent - 127)
 * </pre>
 *
 * Halves go up, what lies between the two smallest values goes up, zero and negatives are NaN: as
 * ml_dtypes 0.6.0 has it. Scale rules do not use this conversion: they compute exponents.
 */
public final class E8m0 implements FloatType {
  public static final E8m0 TYPE = new E8m0();

  private static final int BIAS = 127;
  private static final int MANTISSA_BITS = 23; // of the float32 that is encoded
  private static final int NOT_A_NUMBER = 0xFF;
  private static final int LARGEST = 0xFE;

  private E8m0() {}

  @Override
  public String name() {
    return "e8m0";
  }

  @Override
  public int bits() {
    return Byte.SIZE;
  }

  @Override
  public int mantissaBits() {
    return 0;
  }

  @Override
  public int bias() {
    return BIAS;
  }

  @Override
  public float largest() {
    return 0x1p127f;
  }

  @Override
  public float smallest() {
    return 0x1p-127f;
  }

  @Override
  public int encode(float value) {
    return value > largest() ? LARGEST : encodeUnsaturated(value);
  }

  @Override
  public int encodeUnsaturated(float value) {
    if (!(value > 0)) {
      return NOT_A_NUMBER;
    }
    if (value < Float.MIN_NORMAL) {
      return value > smallest() ? 1 : 0;
    }
    int bits = Float.floatToRawIntBits(value);
    int exponent = bits >>> MANTISSA_BITS;
    int half = bits >>> (MANTISSA_BITS - 1) & 1;
    return Math.min(NOT_A_NUMBER, exponent + half);
  }

  @Override
  public float decode(int code) {
    int exponent = code & NOT_A_NUMBER;
    return exponent == NOT_A_NUMBER ? Float.NaN : Math.scalb(1f, exponent - BIAS);
  }

  @Override
  public String toString() {
    return name();
  }
}
