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
    Map<String, String> facts,
    Optional<Reference> reference) {
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
        facts,
        reference);
  }
}
