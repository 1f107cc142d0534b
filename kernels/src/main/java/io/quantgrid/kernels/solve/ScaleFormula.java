package io.quantgrid.kernels.solve;

/**
 * How a scale comes from what it covers: one class for each {@link
 * io.quantgrid.kernels.scheme.ScaleRule}. A scale that is not finite makes its values NaN; solvers
 * of weights refuse it.
 */
interface ScaleFormula {
  /** The scale as it is stored, a value of {@code recipe.scales()}. */
  float scale(Statistics values, Recipe recipe);

  /**
   * Adjusts the scales of tiles {@code from} to {@code to}, which are those of a row of tiles, or
   * of the whole matrix if {@link #overMatrix}.
   */
  default void relate(float[] scales, int from, int to, Recipe recipe) {}

  /** Whether scales depend on those of the whole matrix. */
  default boolean overMatrix() {
    return false;
  }
}
