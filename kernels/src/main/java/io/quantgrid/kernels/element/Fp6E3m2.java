package io.quantgrid.kernels.element;

/**
 * 6 bits 1-3-2, bias 3, largest 28, no infinity, no NaN (OCP Microscaling Formats v1.0, section
 * 5.3.2).
 */
public final class Fp6E3m2 extends SmallFloat {
  public static final Fp6E3m2 TYPE = new Fp6E3m2();

  private Fp6E3m2() {
    super("fp6_e3m2", 6, 2, 3);
  }
}
