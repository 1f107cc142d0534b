package io.quantgrid.kernels.solve;

/**
 * {@code S_max / 2^ceil(log2(S_max / S))}, S_max the largest plain scale of the row or the matrix:
 * constraint M2 of ZeroQuant-FP (arXiv 2307.09782). Scales become smaller, large values clip. The
 * ratio is one float32 division. Groups of zeros have no say in S_max and take it, as do those
 * whose ratio or scale is beyond its type: beside the others they vanish.
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
    float ratio =
        largest / scale; // infinite where the scale is zero, NaN where both are no numbers
    if (!Float.isFinite(ratio)) {
      return largest;
    }
    float related = recipe.scales().round(largest / Powers.of(Powers.ceil(ratio)));
    return related == 0 ? largest : related;
  }
}
