package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Symmetry;

/**
 * A scale as stored and a zero point.
 *
 * <pre>
 * asymmetric   s = A(A(hi - lo) / codes)     z = rint(clamp(A(smallest - A(lo / s))))
 * </pre>
 *
 * as {@code calculate_qparams} of compressed-tensors 0.16, rounded to the arithmetic A, and s to
 * the type of scales where that is another.
 */
record ScaleAndZero(float scale, float zeroPoint) {

  static ScaleAndZero of(Statistics range, ScaleFormula formula, Recipe recipe) {
    return recipe.scheme().symmetry() == Symmetry.ASYMMETRIC
        ? asymmetric(range, recipe)
        : new ScaleAndZero(formula.scale(range, recipe), 0);
  }

  private static ScaleAndZero asymmetric(Statistics range, Recipe recipe) {
    ElementType element = recipe.element();
    FloatType type = recipe.quotients();
    float width = recipe.arithmetic().round(range.high() - range.low());
    float scale = recipe.scales().round(width / (element.largest() - element.smallest()));
    float zero = type.round(element.smallest() - type.round(range.low() / scale));
    zero = Math.max(element.smallest(), Math.min(element.largest(), zero));
    zero = (float) Math.rint(zero);
    return new ScaleAndZero(scale == 0 ? recipe.zeroScale() : scale, Float.isNaN(zero) ? 0 : zero);
  }
}
