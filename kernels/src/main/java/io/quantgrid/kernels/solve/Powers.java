package io.quantgrid.kernels.solve;

/** Exact powers of two of positive float32 numbers, subnormals included, without logarithms. */
final class Powers {
  private Powers() {}

  /** {@code floor(log2(x))}: in double every float32 is normal. */
  static int floor(float x) {
    return Math.getExponent((double) x);
  }

  /** {@code ceil(log2(x))}. */
  static int ceil(float x) {
    int floor = floor(x);
    return Math.scalb(1.0, floor) == x ? floor : floor + 1;
  }

  /** {@code rint(log2(x))}: upwards where the square of the mantissa is above 2; never a tie. */
  static int nearest(float x) {
    int floor = floor(x);
    double mantissa = Math.scalb((double) x, -floor);
    return mantissa * mantissa > 2 ? floor + 1 : floor;
  }

  /** {@code 2^exponent}; infinite or zero beyond float32. */
  static float of(int exponent) {
    return (float) Math.scalb(1.0, exponent);
  }
}
