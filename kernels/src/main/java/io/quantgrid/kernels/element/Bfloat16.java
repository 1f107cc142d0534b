package io.quantgrid.kernels.element;

/** The upper half of a float32: 1-8-7 bits, bias 127, largest 3.3895e38. */
public final class Bfloat16 extends SmallFloat {
  public static final Bfloat16 TYPE = new Bfloat16();

  private Bfloat16() {
    super("bfloat16", 16, 7, 127, 0x7F7F, 0x7F80, 0x7FC0);
  }
}
