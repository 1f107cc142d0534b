package io.quantgrid.kernels.element;

/** Signed integers -4 to 3. */
public final class Int3 extends SmallInteger {
  public static final Int3 TYPE = new Int3();

  private Int3() {
    super(3);
  }
}
