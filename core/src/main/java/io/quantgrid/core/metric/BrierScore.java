package io.quantgrid.core.metric;

/**
 * Brier's score (1950) of one prediction, 0 to 2, lower is better; of a corpus it is the mean.
 * Equals lm-evaluation-harness 0.4.13, {@code brier_score}; for two classes twice what
 * scikit-learn's {@code brier_score_loss} gives for the probability of one of them.
 */
public final class BrierScore {
  private BrierScore() {}

  /**
   * The squared distance of the probabilities from 1 for the true class and 0 for the others.
   *
   * @param probabilities one per class
   * @throws IllegalArgumentException when there is no such class
   */
  public static double of(double[] probabilities, int truth) {
    if (truth < 0 || truth >= probabilities.length) {
      throw new IllegalArgumentException(
          "Cannot score class %d (expected 0 to %d)".formatted(truth, probabilities.length - 1));
    }
    double sum = 0;
    for (int k = 0; k < probabilities.length; k++) {
      double distance = probabilities[k] - (k == truth ? 1 : 0);
      sum += distance * distance;
    }
    return sum;
  }
}
