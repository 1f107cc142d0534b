package io.quantgrid.kernels.element;

/** Signed integers -32 to 31. */
public final class Int6 extends SmallInteger {
  public static final Int6 TYPE = new Int6();

  private Int6() {
    super(6);
  }
}
