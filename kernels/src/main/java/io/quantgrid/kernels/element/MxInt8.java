package io.quantgrid.kernels.element;

/**
 * Signed bytes that count in steps of 1/64: -2 to 1.984375 (INT8 of OCP Microscaling Formats v1.0,
 * section 5.3.4). -2, which the specification leaves to the implementation, is used.
 */
public final class MxInt8 implements IntegerType {
  public static final MxInt8 TYPE = new MxInt8();

  private static final float PER_UNIT = 64;

  private MxInt8() {}

  @Override
  public String name() {
    return "mxint8";
  }

  @Override
  public int bits() {
    return Byte.SIZE;
  }

  @Override
  public float step() {
    return 1 / PER_UNIT;
  }

  @Override
  public float largest() {
    return Byte.MAX_VALUE / PER_UNIT;
  }

  @Override
  public float smallest() {
    return Byte.MIN_VALUE / PER_UNIT;
  }

  @Override
  public int encode(float value) {
    double steps = Math.rint((double) value * PER_UNIT);
    return (int) Math.max(Byte.MIN_VALUE, Math.min(Byte.MAX_VALUE, steps));
  }

  @Override
  public float decode(int code) {
    return code / PER_UNIT;
  }

  @Override
  public String toString() {
    return name();
  }
}
