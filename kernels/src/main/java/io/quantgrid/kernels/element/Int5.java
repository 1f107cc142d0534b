package io.quantgrid.kernels.element;

/** Signed integers -16 to 15. */
public final class Int5 extends SmallInteger {
  public static final Int5 TYPE = new Int5();

  private Int5() {
    super(5);
  }
}
