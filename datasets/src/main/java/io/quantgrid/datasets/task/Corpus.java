package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.Windows;
import io.quantgrid.datasets.read.Documents;
import java.util.List;
import java.util.Optional;

/**
 * {@code corpus}, a key of this program's own: all documents of a split are one text, which is cut
 * into windows of one length, or windows are drawn from them. Other tools have perplexities of that
 * kind, each with its own way to join and to cut.
 *
 * @param column that holds the texts
 * @param separator between texts
 * @param empty what stands for a document without text
 * @param most documents, from the first
 */
record Corpus(String column, String separator, String empty, int most, Windows windows) {
  private static final String KEY = "corpus";
  private static final List<String> KEYS =
      List.of("column", "separator", "empty", "documents", "cut", "length", "windows", "seed");
  private static final int ALL = Integer.MAX_VALUE;

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
    int most = section.integer("windows", ALL);
    if (most < 1) {
      throw section.problem("windows", most, "1 or more");
    }
    Windows windows =
        switch (cut) {
          case "disjoint" -> new Windows.Disjoint(length, most);
          case "second_halves" -> new Windows.SecondHalves(length, most);
          case "drawn" -> drawn(section, length, most);
          default -> throw section.problem("cut", cut, "disjoint, second_halves or drawn");
        };
    return Optional.of(
        new Corpus(
            section.required("column"),
            section.string("separator").orElse(""),
            section.string("empty").orElse(""),
            section.integer("documents", ALL),
            windows));
  }

  /** Texts stand by themselves, so nothing is said of how they are joined. */
  private static Windows drawn(Section section, int length, int count) {
    for (String key : List.of("separator", "empty", "documents")) {
      section
          .value(key)
          .ifPresent(
              value -> {
                throw section.problem(key, value, "nothing: drawn texts are not joined");
              });
    }
    if (count == ALL) {
      throw section.problem("windows", "none", "how many are drawn");
    }
    int seed = section.integer("seed", 0);
    if (seed < 0) {
      throw section.problem("seed", seed, "0 or more");
    }
    return new Windows.Drawn(length, count, seed);
  }

  /**
   * @throws TaskException when a figure would be shown under the name of another convention
   */
  static void checkMetrics(TaskFile file, Windows windows, List<Metric> metrics) {
    for (Metric metric : metrics) {
      boolean right =
          switch (metric.name()) {
            case "ppl_gptq" ->
                windows instanceof Windows.Disjoint || windows instanceof Windows.Drawn;
            case "ppl_llamacpp" -> windows instanceof Windows.SecondHalves;
            default -> windows instanceof Windows.Whole;
          };
      if (!right) {
        throw file.problem("metric_list", metric.name(), "a metric of the cut " + cut(windows));
      }
    }
  }

  private static String cut(Windows windows) {
    if (windows instanceof Windows.Disjoint) {
      return "disjoint";
    }
    if (windows instanceof Windows.Drawn) {
      return "drawn";
    }
    return windows instanceof Windows.SecondHalves ? "second_halves" : "none";
  }

  /** All as one document. */
  Documents joined(Documents documents) {
    return windows instanceof Windows.Drawn
        ? new SeparateTexts(documents, column)
        : JoinedText.of(documents, column, separator, empty, most);
  }
}
