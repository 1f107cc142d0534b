package io.quantgrid.kernels.element;

/** Signed integers -64 to 63. */
public final class Int7 extends SmallInteger {
  public static final Int7 TYPE = new Int7();

  private Int7() {
    super(7);
  }
}
