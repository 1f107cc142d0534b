package io.quantgrid.kernels.element;

/** IEEE 754 binary16: 1-5-10 bits, bias 15, largest 65504. */
public final class Float16 extends SmallFloat {
  public static final Float16 TYPE = new Float16();

  private Float16() {
    super("float16", 16, 10, 15, 0x7BFF, 0x7C00, 0x7E00);
  }
}
