package io.quantgrid.kernels.element;

/** Signed integers -128 to 127. */
public final class Int8 extends SmallInteger {
  public static final Int8 TYPE = new Int8();

  private Int8() {
    super(8);
  }
}
