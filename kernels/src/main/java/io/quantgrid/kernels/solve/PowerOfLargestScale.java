package io.quantgrid.kernels.solve;

/**
 * {@code S_max / 2^ceil(log2(S_max / S))}, S_max the largest plain scale of the row or the matrix:
 * constraint M2 of ZeroQuant-FP (arXiv 2307.09782). Scales become smaller, large values clip. The
 * ratio is rounded like any quotient. Groups of zeros have no say in S_max and take it.
 */
record PowerOfLargestScale(Over over) implements ScaleFormula {
  /** Which scales are powers of two apart. */
  enum Over {
    ROW,
    MATRIX
  }

  @Override
  public float scale(Statistics values, Recipe recipe) {
    return recipe.plain(values.largest());
  }

  @Override
  public boolean overMatrix() {
    return over == Over.MATRIX;
  }

  @Override
  public void relate(float[] scales, int from, int to, Recipe recipe) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, scales[i]);
    }
    for (int i = from; i < to; i++) {
      scales[i] = largest == 0 ? recipe.zeroScale() : related(scales[i], largest, recipe);
    }
  }

  private static float related(float scale, float largest, Recipe recipe) {
    if (scale == 0 || !Float.isFinite(largest)) {
      return largest;
    }
    float ratio = recipe.scales().round(largest / scale);
    if (Float.isInfinite(ratio)) {
      ratio = largest / scale; // beyond float16
    }
    return recipe.scales().round(largest / Powers.of(Powers.ceil(ratio)));
  }
}
