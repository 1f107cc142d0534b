package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;

/**
 * Scale and zero point of one group of elements and what they do to a value, each operation rounded
 * to {@code arithmetic}: the recipes of compressed-tensors 0.16 ({@code calculate_qparams}, {@code
 * quantize}, {@code dequantize}), slow and obvious.
 */
record Affine(ElementType element, FloatType arithmetic, float scale, float zeroPoint) {

  /** For elements between {@code low} and {@code high}; a group of zeros is allowed. */
  static Affine of(float low, float high, Scheme scheme, FloatType arithmetic) {
    ElementType element = scheme.element();
    float lo = Math.min(low, 0);
    float hi = Math.max(high, 0);
    // The scale of a group of zeros is the spacing of numbers at 1.
    float epsilon = Math.scalb(1f, -arithmetic.mantissaBits());
    if (scheme.symmetry() == Symmetry.SYMMETRIC) {
      float scale = arithmetic.round(Math.max(-lo, hi) / halfRange(element));
      return new Affine(element, arithmetic, scale == 0 ? epsilon : scale, 0);
    }
    float codes = element.largest() - element.smallest();
    float scale = arithmetic.round(arithmetic.round(hi - lo) / codes);
    float zero = arithmetic.round(element.smallest() - arithmetic.round(lo / scale));
    zero = (float) Math.rint(clamp(zero, element));
    return new Affine(
        element, arithmetic, scale == 0 ? epsilon : scale, Float.isNaN(zero) ? 0 : zero);
  }

  /** What the largest magnitude is divided by: 7.5 for int4 (full range), 448 for fp8_e4m3. */
  static float halfRange(ElementType element) {
    return (element.largest() - element.smallest()) / 2;
  }

  /** The code's value before scale and zero point; NaN stays NaN. */
  float quantize(float x) {
    float scaled = arithmetic.round(x / scale);
    if (element instanceof IntegerType) {
      // Adding before rounding: ties fall to another side than rounding first when z is odd.
      float shifted = arithmetic.round(scaled + zeroPoint);
      return (float) Math.rint(clamp(shifted, element));
    }
    return element.decode(element.encode(clamp(scaled, element)));
  }

  /** The value that stands for {@code quantized} (of {@link #quantize}). */
  float dequantize(float quantized) {
    float difference = zeroPoint == 0 ? quantized : arithmetic.round(quantized - zeroPoint);
    return arithmetic.round(difference * scale);
  }

  private static float clamp(float x, ElementType element) {
    return Math.max(element.smallest(), Math.min(element.largest(), x));
  }
}
