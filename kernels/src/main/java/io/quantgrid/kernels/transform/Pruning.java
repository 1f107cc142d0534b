package io.quantgrid.kernels.transform;

import java.util.Arrays;

/**
 * Sets weights to zero that matter least. A weight's score is its magnitude times that of its
 * column's inputs (Wanda, arXiv 2306.11695), or its magnitude alone where those are all 1.
 */
public final class Pruning {
  private static final int RUN = 4;
  private static final int KEPT = 2;

  private Pruning() {}

  /**
   * Keeps the two of every four consecutive weights of a row with the highest scores.
   *
   * @param weights row-major {@code [rows, columns]}
   * @param inputs {@code [columns]}
   * @throws IllegalArgumentException when columns are not a multiple of 4
   */
  public static void twoOfFour(float[] weights, float[] inputs) {
    if (inputs.length % RUN != 0) {
      throw new IllegalArgumentException(
          "Cannot prune 2:4: " + inputs.length + " columns (expected a multiple of " + RUN + ")");
    }
    for (int start = 0; start < weights.length; start += RUN) {
      lowest(weights, start, RUN, inputs, start % inputs.length, RUN - KEPT);
    }
  }

  /**
   * Zeroes {@code floor(share * columns)} weights of every row.
   *
   * @param weights row-major {@code [rows, columns]}
   * @param inputs {@code [columns]}
   */
  public static void ofEveryRow(float[] weights, float[] inputs, double share) {
    int columns = inputs.length;
    for (int start = 0; start < weights.length; start += columns) {
      lowest(weights, start, columns, inputs, 0, (int) Math.floor(share * columns));
    }
  }

  /** Zeroes the {@code count} weights with the lowest scores; of equals the first. */
  private static void lowest(
      float[] weights, int start, int length, float[] inputs, int column, int count) {
    float[] scores = new float[length];
    for (int i = 0; i < length; i++) {
      scores[i] = Math.abs(weights[start + i]) * inputs[column + i];
    }
    boolean[] chosen = lowest(scores, count);
    for (int i = 0; i < length; i++) {
      weights[start + i] = chosen[i] ? 0 : weights[start + i];
    }
  }

  /** The {@code count} lowest scores; of equals the first. */
  public static boolean[] lowest(float[] scores, int count) {
    boolean[] out = new boolean[scores.length];
    if (count == 0) {
      return out;
    }
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    float limit = sorted[count - 1];
    int left = count;
    for (float score : scores) {
      left -= score < limit ? 1 : 0;
    }
    for (int i = 0; i < scores.length; i++) {
      boolean equal = Float.compare(scores[i], limit) == 0 && left-- > 0;
      out[i] = scores[i] < limit || equal;
    }
    return out;
  }
}
