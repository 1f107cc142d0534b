package io.quantgrid.kernels.element;

/**
 * The FP4 of bitsandbytes 0.50.2, which is not e2m1: a sign bit over eight magnitudes up to 1, not
 * in order. Code 8 is a second zero, taken by positive values nearest to it.
 */
public final class Fp4Bnb extends Codebook {
  public static final Fp4Bnb TYPE = new Fp4Bnb();

  private Fp4Bnb() {
    super(
        "fp4_bnb",
        0f,
        0.0052083335f,
        0.6666667f,
        1f,
        0.33333334f,
        0.5f,
        0.16666667f,
        0.25f,
        0f,
        -0.0052083335f,
        -0.6666667f,
        -1f,
        -0.33333334f,
        -0.5f,
        -0.16666667f,
        -0.25f);
  }
}
