package io.quantgrid.datasets.function;

import io.quantgrid.core.metric.Rouge;
import io.quantgrid.datasets.function.TaskFunction.OfResults;
import io.quantgrid.datasets.python.PythonText;
import java.util.Map;

/**
 * ROUGE of summaries, words stemmed. BERTScore, which the harness adds, needs a model of its own.
 */
final class Summaries {
  static final FunctionLibrary CNN_DAILYMAIL = library("cnn_dailymail", "highlights");
  static final FunctionLibrary XSUM = library("xsum", "summary");

  private Summaries() {}

  private static FunctionLibrary library(String folder, String column) {
    OfResults results =
        (fields, outcome) ->
            rouge(
                spaced(Columns.text(fields, column)),
                spaced(((Outcome.Generated) outcome).first()));
    return new Library(folder, 1, Map.of("utils.process_results", results));
  }

  private static Map<String, Score> rouge(String reference, String summary) {
    return Map.of(
        "rouge1", Score.of(Rouge.STEMMED.ngrams(1, reference, summary).f1()),
        "rouge2", Score.of(Rouge.STEMMED.ngrams(2, reference, summary).f1()),
        "rougeL", Score.of(Rouge.STEMMED.longest(reference, summary).f1()));
  }

  private static String spaced(String text) {
    return String.join(" ", PythonText.split(text));
  }
}
