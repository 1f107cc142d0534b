package io.quantgrid.kernels.torch;

/**
 * Codes of e8m0: the exponent field of a float32, rounded up by the bit below it. 2^-127, half of
 * the smallest normal, does not go up; what is not above zero is not a number.
 */
final class ExponentLoop extends CodeLoop {
  private static final int LARGEST = Float.floatToRawIntBits(0x1p127f);
  private static final int SMALLEST_NORMAL = 1 << 23;
  private static final int HALF = 1 << 22;
  private static final int MANTISSA_BITS = 23;

  @Override
  void run(int[] bits, int[] codes, int count) {
    for (int i = 0; i < count; i++) {
      int x = bits[i];
      int subnormal = (x - SMALLEST_NORMAL) >> SIGN; // -1 below the smallest normal
      int above = x - LARGEST;
      int within = LARGEST + (above & (above >> SIGN)); // the smaller of both, if x is above zero
      int rounded = (within + HALF + subnormal) >> MANTISSA_BITS;
      int notAbove = (x >> SIGN) | ((x - 1) >> SIGN);
      int isNaN = (INFINITY - x) >> SIGN;
      codes[i] = rounded | notAbove | isNaN;
    }
  }
}
