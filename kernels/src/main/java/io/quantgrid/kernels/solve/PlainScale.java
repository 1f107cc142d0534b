package io.quantgrid.kernels.solve;

/**
 * {@code s = max|x| / half the range of codes}; a group of zeros gets the spacing of numbers at 1.
 *
 * <pre>
 * one level    s = T(amax / h)            T: type of scales
 * two levels   s = T(G * A(amax / h))     A: arithmetic; T saturates
 * </pre>
 */
final class PlainScale implements ScaleFormula {
  @Override
  public float scale(Statistics values, Recipe recipe) {
    float scale = recipe.plain(values.largest());
    return scale == 0 ? recipe.zeroScale() : scale;
  }
}
