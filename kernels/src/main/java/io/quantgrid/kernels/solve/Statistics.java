package io.quantgrid.kernels.solve;

/**
 * What a scale is made from.
 *
 * @param low the lowest value that the scale is to cover, at most 0
 * @param high the highest, at least 0
 * @param meanMagnitude mean of all magnitudes; 0 where the rule does not ask for it
 */
record Statistics(float low, float high, float meanMagnitude) {

  /** The largest magnitude to cover. */
  float largest() {
    return Math.max(-low, high);
  }

  boolean isFinite() {
    return Float.isFinite(low) && Float.isFinite(high);
  }
}
