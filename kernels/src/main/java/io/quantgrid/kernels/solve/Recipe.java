package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.CodebookType;
import io.quantgrid.kernels.element.E8m0;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;

/**
 * A scheme with the types that its numbers are rounded to.
 *
 * @param arithmetic what ranges are computed in: float32, bfloat16 or float16
 * @param scales what scales are stored in
 * @param quotients what values are divided by scales in: {@code arithmetic}, or float32 where
 *     scales are of another type (as torch promotes) and for codebooks (as bitsandbytes computes)
 * @param tensorScale G of a two-level scheme, which divides its scales; else 1
 */
record Recipe(
    Scheme scheme, FloatType arithmetic, FloatType scales, FloatType quotients, float tensorScale) {

  static Recipe of(Scheme scheme, FloatType arithmetic, float tensorScale) {
    FastRounding.kind(arithmetic); // refuses what cannot be computed in
    FloatType scales =
        scheme.rule().isExponent() ? E8m0.TYPE : scheme.scaleType().orElse(arithmetic);
    boolean wide = scales != arithmetic || scheme.element() instanceof CodebookType;
    FloatType quotients = wide ? Float32.TYPE : arithmetic;
    return new Recipe(scheme, arithmetic, scales, quotients, tensorScale);
  }

  ElementType element() {
    return scheme.element();
  }

  /** What the largest magnitude is divided by: 7.5 for int4, 7 in its narrow range, 6 for fp4. */
  float halfRange() {
    float largest = element().largest();
    return scheme.symmetry() == Symmetry.NARROW ? largest : (largest - element().smallest()) / 2;
  }

  /** What stands for a scale of zero: the spacing of the scales' type at 1. */
  float zeroScale() {
    return Math.scalb(1f, -scales.mantissaBits());
  }

  /** The largest magnitude over half the range of codes, as stored; zero where it underflows. */
  float plain(float largest) {
    if (!scheme.twoLevel()) {
      return scales.round(largest / halfRange());
    }
    if (!Float.isFinite(largest)) {
      return Float.NaN; // which a saturating type would hide
    }
    float relative = tensorScale * arithmetic.round(largest / halfRange());
    return scales.decode(scales.encode(relative));
  }

  /** What a stored scale does to values. */
  Affine affine(float stored, float zeroPoint) {
    return new Affine(scheme, quotients, stored / tensorScale, zeroPoint);
  }
}
