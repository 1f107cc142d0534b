package io.quantgrid.core.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One evaluated item: the part of a row that core computes. Names and meanings are those of the
 * samples table.
 *
 * @param repeat which of several generated texts, from 0; metrics are those of all of them, and
 *     stand in the first one's row
 * @param text of a generated text by itself
 * @param reference what later variants compare with; present when the evaluator was asked to leave
 *     it
 */
public record SampleResult(
    long docId,
    String docHash,
    String promptHash,
    Kind kind,
    int shots,
    int repeat,
    int promptTokens,
    int outputTokens,
    double[] loglikelihoods,
    int[] choiceLengths,
    OptionalInt predicted,
    String target,
    Optional<String> output,
    Map<String, Double> metrics,
    Map<String, List<Double>> statistics,
    Optional<Boolean> correct,
    long words,
    long bytes,
    Optional<Boolean> baselineCorrect,
    Optional<String> flip,
    OptionalDouble klMean,
    OptionalDouble klMax,
    OptionalDouble top1Agreement,
    Map<String, Double> similarity,
    Map<String, Double> text,
    Map<String, String> facts,
    Optional<Reference> reference) {
  /**
   * The probability of the right answer: of its share among the choices, or of the text; empty for
   * rolling and generated text, and where the target is no one choice.
   */
  public OptionalDouble probability() {
    if (kind == Kind.LOGLIKELIHOOD && loglikelihoods.length == 1) {
      return OptionalDouble.of(Math.exp(loglikelihoods[0]));
    }
    int right = kind == Kind.MULTIPLE_CHOICE ? choice(target) : -1;
    if (right < 0 || right >= loglikelihoods.length) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (double other : loglikelihoods) {
      sum += Math.exp(other - loglikelihoods[right]);
    }
    return OptionalDouble.of(1 / sum);
  }

  private static int choice(String target) {
    return target.matches("\\d{1,9}") ? Integer.parseInt(target) : -1;
  }

  /** The row of another text of the same item: what was judged stands in the first one's. */
  SampleResult again(int repeat) {
    return new SampleResult(
        docId,
        docHash,
        promptHash,
        kind,
        shots,
        repeat,
        promptTokens,
        outputTokens,
        loglikelihoods,
        choiceLengths,
        OptionalInt.empty(),
        target,
        output,
        Map.of(),
        Map.of(),
        Optional.empty(),
        words,
        bytes,
        Optional.empty(),
        Optional.empty(),
        klMean,
        klMax,
        top1Agreement,
        similarity,
        this.text,
        facts,
        reference);
  }
}
