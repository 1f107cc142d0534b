package io.quantgrid.core.metric;

import java.util.List;

/**
 * How much of a prediction is right and how much of a reference was found.
 *
 * @param precision 0 to 1, for cosines -1 to 1
 * @param recall likewise
 */
public record PrecisionRecall(double precision, double recall) {
  static final PrecisionRecall NONE = new PrecisionRecall(0, 0);

  /** The harmonic mean of the two; 0 when both are. */
  public double f1() {
    double sum = precision + recall;
    return sum > 0 ? 2 * precision * recall / sum : 0;
  }

  /** Of matches among so many predicted and expected things; 0 where there are none. */
  static PrecisionRecall of(int matches, int predicted, int expected) {
    return new PrecisionRecall(
        (double) matches / Math.max(predicted, 1), (double) matches / Math.max(expected, 1));
  }

  /**
   * The one with the highest F1, the first of equals.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static PrecisionRecall best(List<PrecisionRecall> scores) {
    if (scores.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot take the best score: [] (expected one per reference)");
    }
    PrecisionRecall best = scores.get(0);
    for (PrecisionRecall score : scores) {
      best = score.f1() > best.f1() ? score : best;
    }
    return best;
  }
}
