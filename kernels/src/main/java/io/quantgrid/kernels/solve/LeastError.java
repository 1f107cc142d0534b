package io.quantgrid.kernels.solve;

import java.util.function.ToDoubleFunction;

/**
 * The range with the least squared error among 80 shrunken ones, {@code 1, 0.99 ... 0.21} of the
 * extremes, the widest of equals. That is GPTQ's grid (arXiv 2210.17323, {@code find_params}: grid
 * 100, maxshrink 0.8) on squared errors. llm-compressor's observer shrinks by at most 0.2, too
 * little for 4 bits and fewer, and sums {@code |error|^2.4}.
 */
final class LeastError {
  private static final int GRID = 100;
  private static final int CANDIDATES = 80;

  private LeastError() {}

  /**
   * @param full the extremes
   * @param error squared error under a scale
   */
  static ScaleAndZero search(
      Statistics full, ScaleFormula formula, Recipe recipe, ToDoubleFunction<ScaleAndZero> error) {
    ScaleAndZero best = ScaleAndZero.of(full, formula, recipe);
    double least = error.applyAsDouble(best);
    ScaleAndZero last = best;
    for (int i = 1; i < CANDIDATES; i++) {
      ScaleAndZero candidate = ScaleAndZero.of(shrunken(full, i, recipe), formula, recipe);
      if (candidate.equals(last)) {
        continue; // powers of two stay the same over many ranges
      }
      last = candidate;
      double sum = error.applyAsDouble(candidate);
      if (sum < least) {
        least = sum;
        best = candidate;
      }
    }
    return best;
  }

  private static Statistics shrunken(Statistics full, int step, Recipe recipe) {
    float share = (float) (1 - (double) step / GRID);
    return new Statistics(
        recipe.arithmetic().round(full.low() * share),
        recipe.arithmetic().round(full.high() * share),
        full.meanMagnitude());
  }
}
