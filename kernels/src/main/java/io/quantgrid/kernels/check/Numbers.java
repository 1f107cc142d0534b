package io.quantgrid.kernels.check;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.tensor.DType;
import java.util.Random;

/** Seeded numbers, and how far each type rounds. */
final class Numbers {
  /** Sums of up to some hundred terms in any order, in units of float32's half step. */
  private static final double ROUNDINGS = 32;

  /** Roundings in a row of blocks that keep 16 bits in between. */
  private static final double NARROW_ROUNDINGS = 4;

  private Numbers() {}

  /** Normal deviates as {@code dtype} holds them. */
  static float[] normal(DType dtype, int n, long seed) {
    Random random = new Random(seed);
    FloatType type = type(dtype);
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      out[i] = type.round((float) random.nextGaussian());
    }
    return out;
  }

  static FloatType type(DType dtype) {
    return switch (dtype) {
      case BFLOAT16 -> Bfloat16.TYPE;
      case FLOAT16 -> Float16.TYPE;
      default -> Float32.TYPE;
    };
  }

  /** What rounding explains, relative to the largest magnitude. */
  static double allowed(DType dtype) {
    double roundings = dtype == DType.FLOAT32 ? ROUNDINGS : NARROW_ROUNDINGS;
    return roundings * Math.scalb(1.0, -type(dtype).mantissaBits() - 2);
  }
}
