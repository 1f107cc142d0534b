package io.quantgrid.kernels.scheme;

/** Which numbers a scale may be, and how it comes from the values it covers. */
public enum ScaleRule {
  /** Any number: the largest magnitude maps to the largest code. */
  PLAIN("plain"),
  /** The power of two nearest to the plain scale by its logarithm. */
  POW2("pow2"),
  /** The power of two at or above the plain scale: M1 of ZeroQuant-FP (arXiv 2307.09782). */
  M1("m1"),
  /**
   * The row's largest plain scale divided by a power of two, {@code S_max / 2^ceil(log2(S_max /
   * S))}: M2 of ZeroQuant-FP.
   */
  M2_ROW("m2"),
  /** As {@link #M2_ROW}, from the largest scale of the tensor. */
  M2_TENSOR("m2-tensor"),
  /**
   * A shared exponent, {@code 2^(floor(log2 max|x|) - emax)}, in 8 bits (OCP Microscaling Formats
   * v1.0, section 6.3).
   */
  E8M0("e8m0"),
  /**
   * As {@link #E8M0}, from a largest magnitude first rounded to a power of two, upwards from 1.75:
   * compressed-tensors 0.16.
   */
  E8M0_ROUND("e8m0-round"),
  /**
   * The mean magnitude: ternary weights of BitNet b1.58 (arXiv 2402.17764), binary weights of
   * XNOR-Net (arXiv 1603.05279).
   */
  ABS_MEAN("absmean");

  private final String text;

  ScaleRule(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Whether scales are stored as exponents of 8 bits. */
  public boolean isExponent() {
    return this == E8M0 || this == E8M0_ROUND;
  }
}
