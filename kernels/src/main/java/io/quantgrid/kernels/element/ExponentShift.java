package io.quantgrid.kernels.element;

/**
 * FP4 to FP8 without arithmetic on values: {@code fp4_e2m1 * 2^k} as an {@code fp8_e4m3} code, by
 * adding k to the exponent field (ZeroQuant-FP, arXiv 2307.09782, section 4).
 *
 * <pre>
 *  fp4_e2m1   [s][ee][m]          e - 1, mantissa m; exponent field 0: 0.m
 *  fp8_e4m3   [s][eeee][mmm]      e + 6 + k, mantissa m00
 * </pre>
 *
 * 0.5, the one subnormal of e2m1, is normal in e4m3. Where the new field is not above 0 the
 * significand moves right instead. All 16 codes are exact for k from -8 (0.5 becomes the smallest
 * subnormal, 2^-9) to 6 (6 becomes 384, of at most 448), and for no other k.
 */
public final class ExponentShift {
  public static final int LOWEST = -8;
  public static final int HIGHEST = 6;

  private static final int MANTISSA_BITS = 3;
  private static final int SIGN = 0x80;

  /** The e4m3 codes of 0, 0.5, 1, 1.5, 2, 3, 4 and 6. */
  private static final int[] UNSHIFTED = {0x00, 0x30, 0x38, 0x3C, 0x40, 0x44, 0x48, 0x4C};

  private ExponentShift() {}

  /** Whether every fp4_e2m1 value times {@code 2^exponent} is an fp8_e4m3 value. */
  public static boolean isExact(int exponent) {
    return exponent >= LOWEST && exponent <= HIGHEST;
  }

  /**
   * The fp8_e4m3 code of an fp4_e2m1 code times {@code 2^exponent}.
   *
   * @throws IllegalArgumentException when that is not exact for every code
   */
  public static int shift(int code, int exponent) {
    if (!isExact(exponent)) {
      throw new IllegalArgumentException(
          "Cannot shift fp4_e2m1 into fp8_e4m3 by "
              + exponent
              + " (expected "
              + LOWEST
              + " to "
              + HIGHEST
              + ")");
    }
    int sign = (code & 8) != 0 ? SIGN : 0;
    int magnitude = UNSHIFTED[code & 7];
    if (magnitude == 0) {
      return sign;
    }
    int field = (magnitude >>> MANTISSA_BITS) + exponent;
    if (field > 0) {
      return sign | (magnitude + (exponent << MANTISSA_BITS));
    }
    int significand = (magnitude & 7) | (1 << MANTISSA_BITS);
    return sign | (significand >>> (1 - field));
  }
}
