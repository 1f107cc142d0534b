package io.quantgrid.kernels.element;

/** Signed integers -8 to 7. */
public final class Int4 extends SmallInteger {
  public static final Int4 TYPE = new Int4();

  private Int4() {
    super(4);
  }
}
