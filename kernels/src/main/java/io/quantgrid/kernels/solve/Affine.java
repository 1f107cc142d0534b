package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.CodebookType;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;

/**
 * What one scale and zero point do to a value, each operation rounded to {@code arithmetic}: the
 * recipes of compressed-tensors 0.16 ({@code quantize}, {@code dequantize}) and, for codebooks, of
 * bitsandbytes 0.50, slow and obvious.
 *
 * @param scale the effective one: what multiplies decoded codes
 */
record Affine(Scheme scheme, FloatType arithmetic, float scale, float zeroPoint) {

  private ElementType element() {
    return scheme.element();
  }

  /** The lowest value of a code in use. */
  float lowest() {
    return scheme.symmetry() == Symmetry.NARROW ? -element().largest() : element().smallest();
  }

  /** Codebooks multiply by the reciprocal; where that overflows they divide too. */
  static boolean multiplies(ElementType element, float scale) {
    return element instanceof CodebookType && !Float.isInfinite(1 / scale);
  }

  /** The number in units of the scale, within the range of codes; NaN stays NaN. */
  private float scaled(float x) {
    float quotient = multiplies(element(), scale) ? x * (1 / scale) : x / scale;
    float scaled = arithmetic.round(quotient);
    if (zeroPoint != 0) {
      // Adding before rounding: ties fall to another side than rounding first when it is odd.
      scaled = arithmetic.round(scaled + zeroPoint);
    }
    return Math.max(lowest(), Math.min(element().largest(), scaled));
  }

  /** The code of a value that is a number. */
  int code(float x) {
    return element().encode(scaled(x));
  }

  /** The code's value before scale and zero point; NaN stays NaN. */
  float quantize(float x) {
    float scaled = scaled(x);
    return Float.isNaN(scaled) ? scaled : element().decode(element().encode(scaled));
  }

  /** The value that stands for {@code quantized} (of {@link #quantize}). */
  float dequantize(float quantized) {
    float difference = zeroPoint == 0 ? quantized : arithmetic.round(quantized - zeroPoint);
    return arithmetic.round(difference * scale);
  }
}
