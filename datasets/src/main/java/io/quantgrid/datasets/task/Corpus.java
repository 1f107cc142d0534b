package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.Windows;
import io.quantgrid.datasets.read.Documents;
import java.util.List;
import java.util.Optional;

/**
 * {@code corpus}, a key of this program's own: all documents of a split are one text, which is cut
 * into windows of one length. Other tools have perplexities of that kind, each with its own way to
 * join and to cut.
 *
 * @param column that holds the texts
 * @param separator between texts
 * @param empty what stands for a document without text
 * @param most documents, from the first
 */
record Corpus(String column, String separator, String empty, int most, Windows windows) {
  private static final String KEY = "corpus";
  private static final List<String> KEYS =
      List.of("column", "separator", "empty", "documents", "cut", "length", "windows");

  static Optional<Corpus> read(TaskFile file) {
    if (file.value(KEY).isEmpty()) {
      return Optional.empty();
    }
    Section section = file.section(KEY);
    section.checkKeys(KEYS);
    int length = section.integer("length", 0);
    String cut = section.required("cut");
    if (length < 4) {
      throw section.problem("length", length, "tokens of a window, 4 or more");
    }
    Windows windows =
        switch (cut) {
          case "disjoint" ->
              new Windows.Disjoint(length, section.integer("windows", Integer.MAX_VALUE));
          case "second_halves" -> new Windows.SecondHalves(length);
          default -> throw section.problem("cut", cut, "disjoint or second_halves");
        };
    return Optional.of(
        new Corpus(
            section.required("column"),
            section.string("separator").orElse(""),
            section.string("empty").orElse(""),
            section.integer("documents", Integer.MAX_VALUE),
            windows));
  }

  /**
   * @throws TaskException when a figure would be shown under the name of another convention
   */
  static void checkMetrics(TaskFile file, Windows windows, List<Metric> metrics) {
    for (Metric metric : metrics) {
      String needed =
          switch (metric.name()) {
            case "ppl_gptq" -> "disjoint";
            case "ppl_llamacpp" -> "second_halves";
            default -> "none";
          };
      if (!needed.equals(cut(windows))) {
        throw file.problem("metric_list", metric.name(), "a metric of the cut " + cut(windows));
      }
    }
  }

  private static String cut(Windows windows) {
    if (windows instanceof Windows.Disjoint) {
      return "disjoint";
    }
    return windows instanceof Windows.SecondHalves ? "second_halves" : "none";
  }

  Documents joined(Documents documents) {
    return JoinedText.of(documents, column, separator, empty, most);
  }
}
