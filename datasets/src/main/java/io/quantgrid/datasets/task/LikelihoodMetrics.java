package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.Score;
import java.util.Map;

/** Metrics of a target's log-likelihood and of a whole text's. */
final class LikelihoodMetrics {
  /** Whether greedy decoding would give the target. */
  static final Metric ACC =
      Metric.share("acc", (outcome, gold) -> Score.of(((Outcome.Continuation) outcome).greedy()));

  static final Metric PERPLEXITY =
      lower(
          "perplexity",
          Aggregation.PERPLEXITY,
          "none",
          (outcome, gold) -> Score.of(((Outcome.Continuation) outcome).loglikelihood()));

  static final Map<String, MetricReader> CONTINUATION = MetricReader.plain(PERPLEXITY, ACC);

  static final Map<String, MetricReader> ROLLING =
      MetricReader.plain(
          rolling("word_perplexity", Aggregation.WEIGHTED_PERPLEXITY, "words"),
          rolling("byte_perplexity", Aggregation.WEIGHTED_PERPLEXITY, "bytes"),
          rolling("bits_per_byte", Aggregation.BITS_PER_BYTE, "bytes"),
          perToken("ppl_gptq"),
          perToken("ppl_llamacpp"));

  private LikelihoodMetrics() {}

  private static Metric rolling(String name, Aggregation aggregation, String weight) {
    return lower(
        name,
        aggregation,
        weight,
        (outcome, gold) -> Score.of(((Outcome.WholeText) outcome).loglikelihood()));
  }

  /** All windows are of one length, so the mean over tokens is that over windows. */
  private static Metric perToken(String name) {
    return lower(
        name,
        Aggregation.PERPLEXITY,
        "none",
        (outcome, gold) -> {
          Outcome.WholeText text = (Outcome.WholeText) outcome;
          return Score.of(text.loglikelihood() / text.tokens());
        });
  }

  private static Metric lower(
      String name, Aggregation aggregation, String weight, Metric.Rule rule) {
    return Metric.alone(
        name, aggregation, weight, Metric.Direction.LOWER_IS_BETTER, Metric.Verdict.GRADED, rule);
  }
}
