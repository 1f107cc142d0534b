package io.quantgrid.core.quantize;

import io.quantgrid.kernels.element.ExponentShift;
import io.quantgrid.kernels.element.Fp4E2m1;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.Optional;

/**
 * How many groups of FP4 weights become FP8 by moving exponents alone, so that they multiply FP8
 * activations (ZeroQuant-FP, arXiv 2307.09782). A row has one FP8 scale, under which its largest
 * group stands at the top of the range; a group shifts when its scale is a power of two away and no
 * further down than FP8 reaches. The others stay in floating point.
 *
 * @param shifted groups that shift exactly
 * @param floating groups that do not
 */
record ShiftCount(long shifted, long floating) {
  static final ShiftCount NONE = new ShiftCount(0, 0);

  /** Whether a format asks for it. */
  static boolean applies(Scheme weights, Optional<Scheme> activations) {
    boolean powers =
        weights.rule() == ScaleRule.M1
            || weights.rule() == ScaleRule.M2_ROW
            || weights.rule() == ScaleRule.M2_TENSOR;
    return weights.element() == Fp4E2m1.TYPE
        && powers
        && activations.filter(scheme -> scheme.element() == Fp8E4m3.TYPE).isPresent();
  }

  static ShiftCount of(QuantizedMatrix matrix) {
    int groups = QuantizedMatrix.groups(matrix.scheme(), matrix.columns());
    long shifted = 0;
    for (int row = 0; row < matrix.rows(); row++) {
      float largest = 0;
      for (int group = 0; group < groups; group++) {
        largest = Math.max(largest, matrix.scale(row, group));
      }
      for (int group = 0; group < groups; group++) {
        shifted += shifts(largest, matrix.scale(row, group)) ? 1 : 0;
      }
    }
    return new ShiftCount(shifted, (long) matrix.rows() * groups - shifted);
  }

  private static boolean shifts(float largest, float scale) {
    float ratio = largest / scale;
    int exponent = Math.getExponent(ratio);
    return ratio == Math.scalb(1f, exponent)
        && ExponentShift.isExact(ExponentShift.HIGHEST - exponent);
  }
}
