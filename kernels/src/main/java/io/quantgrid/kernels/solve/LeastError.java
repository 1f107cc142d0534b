package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.scheme.Symmetry;

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

  /** What a range costs. */
  interface Errors {
    /** Squared error under a scale; anything not below {@code enough} when it is not. */
    double sum(ScaleAndZero candidate, double enough);
  }

  /**
   * @param full the extremes
   * @param errors squared error under a scale
   */
  static ScaleAndZero search(Statistics full, ScaleFormula formula, Recipe recipe, Errors errors) {
    ScaleAndZero best = ScaleAndZero.of(full, formula, recipe);
    double least = errors.sum(best, Double.POSITIVE_INFINITY);
    ScaleAndZero last = best;
    for (int i = 1; i < CANDIDATES; i++) {
      ScaleAndZero candidate = ScaleAndZero.of(shrunken(full, i, recipe), formula, recipe);
      if (candidate.equals(last)) {
        continue; // powers of two stay the same over many ranges
      }
      last = candidate;
      if (misses(full, candidate, recipe, least)) {
        break;
      }
      double sum = errors.sum(candidate, least);
      if (sum < least) {
        least = sum;
        best = candidate;
      }
    }
    return best;
  }

  /**
   * Whether the largest magnitude alone clips by more than the least error, as it then does under
   * all narrower ranges.
   */
  private static boolean misses(
      Statistics full, ScaleAndZero candidate, Recipe recipe, double least) {
    if (recipe.scheme().symmetry() == Symmetry.ASYMMETRIC) {
      return false;
    }
    Affine affine = recipe.affine(candidate.scale(), 0);
    float farthest = Math.max(-affine.lowest(), recipe.element().largest());
    double missed = (double) full.largest() - affine.dequantize(farthest);
    return missed > 0 && missed * missed > least;
  }

  private static Statistics shrunken(Statistics full, int step, Recipe recipe) {
    float share = (float) (1 - (double) step / GRID);
    return new Statistics(
        recipe.arithmetic().round(full.low() * share),
        recipe.arithmetic().round(full.high() * share),
        full.meanMagnitude());
  }
}
