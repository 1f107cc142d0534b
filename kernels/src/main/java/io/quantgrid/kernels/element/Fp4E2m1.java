package io.quantgrid.kernels.element;

/**
 * 4 bits 1-2-1, bias 1: 0, 0.5, 1, 1.5, 2, 3, 4, 6 and their negatives; no infinity, no NaN (OCP
 * Microscaling Formats v1.0, section 5.3.3).
 */
public final class Fp4E2m1 extends SmallFloat {
  public static final Fp4E2m1 TYPE = new Fp4E2m1();

  private Fp4E2m1() {
    super("fp4_e2m1", 4, 1, 1);
  }
}
