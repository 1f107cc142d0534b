package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;

/**
 * Quantizing and dequantizing with dynamic scales, element by element: what {@code
 * Engine.roundTrip} is measured against. Scales come from the values themselves; every operation is
 * rounded to the type asked for. Engines do it in float32 whatever the tensor's type and round the
 * values once, as serving engines do. A NaN makes its whole group NaN, as does an infinity.
 */
public final class RoundTrip {
  private RoundTrip() {}

  /**
   * @param x values of {@code type}, row-major {@code [rows, columns]}; channel means row here
   * @param type what is computed in: float32, bfloat16 or float16
   * @return the values that the codes stand for, same shape
   */
  public static float[] apply(float[] x, int rows, int columns, Scheme scheme, FloatType type) {
    if (x.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "Cannot quantize " + x.length + " values (expected " + rows + " x " + columns + ")");
    }
    boolean whole = scheme.granularity() instanceof Granularity.PerTensor;
    int size = whole ? x.length : scheme.granularity().groupSize(columns);
    float[] out = new float[x.length];
    for (int start = 0; start < x.length; start += size) {
      float low = 0;
      float high = 0;
      for (int i = start; i < start + size; i++) {
        low = Math.min(low, x[i]);
        high = Math.max(high, x[i]);
      }
      Affine affine = Affine.of(low, high, scheme, type);
      for (int i = start; i < start + size; i++) {
        out[i] = affine.dequantize(affine.quantize(x[i]));
      }
    }
    return out;
  }

  /**
   * As {@link #apply(float[], int, int, Scheme, FloatType)}, under a scale from calibration.
   *
   * @param scheme static
   */
  public static float[] apply(
      float[] x, int rows, int columns, Scheme scheme, StaticScale fixed, FloatType type) {
    if (x.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "Cannot quantize " + x.length + " values (expected " + rows + " x " + columns + ")");
    }
    Affine affine = new Affine(scheme.element(), type, fixed.scale(), fixed.zeroPoint());
    float[] out = new float[x.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = affine.dequantize(affine.quantize(x[i]));
    }
    return out;
  }
}
