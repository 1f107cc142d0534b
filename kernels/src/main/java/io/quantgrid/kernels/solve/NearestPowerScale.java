package io.quantgrid.kernels.solve;

/** {@code 2^rint(log2 S)} of the plain scale S. */
final class NearestPowerScale implements ScaleFormula {
  @Override
  public float scale(Statistics values, Recipe recipe) {
    float plain = new PlainScale().scale(values, recipe);
    return Float.isFinite(plain) ? recipe.scales().round(Powers.of(Powers.nearest(plain))) : plain;
  }
}
