package io.quantgrid.kernels.solve;

/**
 * {@code 2^(floor(log2 amax) - emax)}, emax the exponent of the largest element: a block's shared
 * scale (OCP Microscaling Formats v1.0, section 6.3), within 2^-127 and 2^127. A block of zeros has
 * the smallest.
 */
record SharedExponentScale(Largest rounding) implements ScaleFormula {
  private static final int LIMIT = 127;

  /** A quarter of the mantissa's range: added, it carries from 1.75 on. */
  private static final int QUARTER = 1 << 21;

  private static final int EXPONENT = 0x7F80_0000;

  /** What becomes of amax first. */
  enum Largest {
    EXACT,
    /** Rounded to a power of two, upwards from a mantissa of 1.75 (compressed-tensors 0.16). */
    ROUNDED
  }

  @Override
  public float scale(Statistics values, Recipe recipe) {
    float amax = values.largest();
    if (!Float.isFinite(amax)) {
      return Float.NaN;
    }
    return amax == 0
        ? Powers.of(-LIMIT)
        : Powers.of(
            Math.max(
                -LIMIT,
                Math.min(LIMIT, exponent(amax) - Powers.floor(recipe.element().largest()))));
  }

  private int exponent(float amax) {
    if (rounding == Largest.EXACT) {
      return Powers.floor(amax);
    }
    int bits = (Float.floatToRawIntBits(amax) + QUARTER) & EXPONENT;
    return (bits >>> 23) - LIMIT; // subnormals: -127, which is clamped anyway
  }
}
