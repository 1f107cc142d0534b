package io.quantgrid.kernels.element;

/** IEEE 754 binary32: codes are the raw bits. */
public final class Float32 implements FloatType {
  public static final Float32 TYPE = new Float32();

  private Float32() {}

  @Override
  public String name() {
    return "float32";
  }

  @Override
  public int bits() {
    return 32;
  }

  @Override
  public int mantissaBits() {
    return 23;
  }

  @Override
  public int bias() {
    return 127;
  }

  @Override
  public float largest() {
    return Float.MAX_VALUE;
  }

  @Override
  public float smallest() {
    return -Float.MAX_VALUE;
  }

  @Override
  public int encode(float value) {
    return encodeUnsaturated(
        Float.isInfinite(value) ? Math.copySign(Float.MAX_VALUE, value) : value);
  }

  @Override
  public int encodeUnsaturated(float value) {
    return Float.floatToRawIntBits(value);
  }

  @Override
  public float decode(int code) {
    return Float.intBitsToFloat(code);
  }

  @Override
  public String toString() {
    return name();
  }
}
