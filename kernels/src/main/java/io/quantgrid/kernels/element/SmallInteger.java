package io.quantgrid.kernels.element;

/** Two's complement of a few bits; codes are the signed values themselves. */
abstract class SmallInteger implements IntegerType {
  private final int bits;

  SmallInteger(int bits) {
    this.bits = bits;
  }

  @Override
  public final String name() {
    return "int" + bits;
  }

  @Override
  public final int bits() {
    return bits;
  }

  @Override
  public final float largest() {
    return (1 << (bits - 1)) - 1;
  }

  @Override
  public final float smallest() {
    return -(1 << (bits - 1));
  }

  @Override
  public final int encode(float value) {
    return (int) Math.max(smallest(), Math.min(largest(), Math.rint(value)));
  }

  @Override
  public final float decode(int code) {
    return code;
  }

  @Override
  public final String toString() {
    return name();
  }
}
