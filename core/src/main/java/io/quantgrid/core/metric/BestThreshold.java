package io.quantgrid.core.metric;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The best figure that answers come to if a question is left alone where its probability of having
 * no answer is above some threshold, whichever serves best (Rajpurkar et al. 2018; SQuAD 2.0's
 * script, {@code best_exact} and {@code best_f1}). The same number as transformers 4.57.1, {@code
 * squad_metrics}.
 */
public final class BestThreshold {
  private BestThreshold() {}

  /**
   * What one question adds.
   *
   * @param score of the answer, 0 to 1; counts where there is a right one
   * @param probability that there is none, as the model says
   */
  public static double[] answerable(double score, double probability) {
    return new double[] {score, 0, probability};
  }

  /**
   * What a question without an answer adds.
   *
   * @param answer what was said: anything but the empty text is wrong
   */
  public static double[] unanswerable(String answer, double probability) {
    return new double[] {answer.isEmpty() ? 0 : -1, 1, probability};
  }

  /**
   * The figure, 0 to 100.
   *
   * @param questions what each adds: gain if it is answered, gain if it is not, probability of none
   * @throws IllegalArgumentException when there is no question
   */
  public static double of(double[][] questions) {
    if (questions.length == 0) {
      throw new IllegalArgumentException(
          "Cannot look for a threshold: 0 questions (expected 1 or more)");
    }
    double current = Arrays.stream(questions).mapToDouble(question -> question[1]).sum();
    double best = current;
    double[][] sorted = questions.clone();
    Arrays.sort(sorted, Comparator.comparingDouble(question -> question[2])); // stable
    for (double[] question : sorted) {
      current += question[0];
      best = Math.max(best, current);
    }
    return 100 * best / questions.length;
  }
}
