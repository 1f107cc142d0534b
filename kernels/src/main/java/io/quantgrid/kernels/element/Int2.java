package io.quantgrid.kernels.element;

/** Signed integers -2 to 1. */
public final class Int2 extends SmallInteger {
  public static final Int2 TYPE = new Int2();

  private Int2() {
    super(2);
  }
}
