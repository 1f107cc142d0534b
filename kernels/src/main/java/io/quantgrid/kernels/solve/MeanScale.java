package io.quantgrid.kernels.solve;

/**
 * {@code s = mean|x|}: ternary weights of BitNet b1.58 (arXiv 2402.17764), binary ones of XNOR-Net
 * (arXiv 1603.05279). A group of zeros gets the smallest positive scale, since a binary code has no
 * zero.
 */
final class MeanScale implements ScaleFormula {
  @Override
  public float scale(Statistics values, Recipe recipe) {
    float scale = recipe.scales().round(values.meanMagnitude());
    return scale == 0 ? recipe.scales().decode(1) : scale;
  }
}
