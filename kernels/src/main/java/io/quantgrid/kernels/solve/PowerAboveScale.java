package io.quantgrid.kernels.solve;

/**
 * {@code 2^ceil(log2 S)} of the plain scale S: constraint M1 of ZeroQuant-FP (arXiv 2307.09782).
 * Nothing clips.
 */
final class PowerAboveScale implements ScaleFormula {
  @Override
  public float scale(Statistics values, Recipe recipe) {
    float plain = new PlainScale().scale(values, recipe);
    return Float.isFinite(plain) ? recipe.scales().round(Powers.of(Powers.ceil(plain))) : plain;
  }
}
