package io.quantgrid.kernels.element;

/**
 * 6 bits 1-2-3, bias 1, largest 7.5, no infinity, no NaN (OCP Microscaling Formats v1.0, section
 * 5.3.2).
 */
public final class Fp6E2m3 extends SmallFloat {
  public static final Fp6E2m3 TYPE = new Fp6E2m3();

  private Fp6E2m3() {
    super("fp6_e2m3", 6, 3, 1);
  }
}
