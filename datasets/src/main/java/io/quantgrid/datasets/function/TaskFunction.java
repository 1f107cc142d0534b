package io.quantgrid.datasets.function;

import io.quantgrid.core.evaluate.Aggregation;
import java.util.List;
import java.util.Map;

/**
 * A function that a task file names. Pure: the same arguments give the same value. Fields of a
 * document are as {@code datasets.read.Document} has them. Wrong arguments are an {@link
 * IllegalArgumentException} whose message says what was expected.
 */
public sealed interface TaskFunction {
  /** {@code doc_to_text}, {@code doc_to_target}, {@code doc_to_choice}: text, number or list. */
  non-sealed interface OfDocument extends TaskFunction {
    Object apply(Map<String, Object> fields);
  }

  /**
   * {@code process_docs}: the documents that take the place of one: itself changed, none, or
   * several.
   */
  non-sealed interface OfDocuments extends TaskFunction {
    List<Map<String, Object>> apply(Map<String, Object> fields);

    /**
     * The function for one pass over a split, from its first document to its last: one that draws
     * at random begins its stream anew.
     */
    default OfDocuments started() {
      return this;
    }
  }

  /** {@code process_results}: metrics by name. */
  non-sealed interface OfResults extends TaskFunction {
    Map<String, Score> apply(Map<String, Object> fields, Outcome outcome);
  }

  /**
   * {@code process_results} of a whole text whose words and bytes are counted in another one: that
   * before it was made fit to read.
   */
  interface OfText extends OfResults {
    /** What is counted. */
    String counted(Map<String, Object> fields);

    @Override
    default Map<String, Score> apply(Map<String, Object> fields, Outcome outcome) {
      Score score = Score.of(((Outcome.WholeText) outcome).loglikelihood());
      return Map.of("word_perplexity", score, "byte_perplexity", score, "bits_per_byte", score);
    }
  }

  /** A function in {@code filter_list}: what is left of the texts generated for an item. */
  non-sealed interface OfTexts extends TaskFunction {
    List<String> apply(Map<String, Object> fields, List<String> texts);
  }

  /** A class of filters in {@code filter_list}, whose arguments stand beside its name. */
  non-sealed interface OfArguments extends TaskFunction {
    OfTexts with(Map<String, Object> arguments);
  }

  /** An {@code aggregation} in {@code metric_list}. */
  record OfCorpus(Aggregation aggregation) implements TaskFunction {}

  /** Runs what a model wrote: only where that was allowed. */
  interface RunsPrograms {}

  /** Metrics in {@code metric_list} of all texts that were generated of an item together. */
  non-sealed interface OfAnswers extends TaskFunction {
    /**
     * @param arguments that stand beside the metric's name
     * @param texts generated of each item
     */
    AnswersMeasure with(Map<String, Object> arguments, int texts);
  }
}
