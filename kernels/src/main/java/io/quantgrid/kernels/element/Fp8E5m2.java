package io.quantgrid.kernels.element;

/** 8 bits 1-5-2, bias 15, largest 57344, infinities and NaNs as IEEE (arXiv 2209.05433). */
public final class Fp8E5m2 extends SmallFloat {
  public static final Fp8E5m2 TYPE = new Fp8E5m2();

  private Fp8E5m2() {
    super("fp8_e5m2", 8, 2, 15, 0x7B, 0x7C, 0x7E);
  }
}
