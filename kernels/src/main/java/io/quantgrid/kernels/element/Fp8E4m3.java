package io.quantgrid.kernels.element;

/**
 * 8 bits 1-4-3, bias 7, largest 448, no infinity, one NaN per sign (E4M3 of arXiv 2209.05433,
 * torch's float8_e4m3fn).
 */
public final class Fp8E4m3 extends SmallFloat {
  public static final Fp8E4m3 TYPE = new Fp8E4m3();

  private Fp8E4m3() {
    super("fp8_e4m3", 8, 3, 7, 0x7E, 0x7F, 0x7F);
  }
}
