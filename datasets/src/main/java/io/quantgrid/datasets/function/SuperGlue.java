package io.quantgrid.datasets.function;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.metric.AnswerMatch;
import io.quantgrid.datasets.function.TaskFunction.OfCorpus;
import io.quantgrid.datasets.function.TaskFunction.OfDocument;
import io.quantgrid.datasets.function.TaskFunction.OfDocuments;
import io.quantgrid.datasets.function.TaskFunction.OfResults;
import io.quantgrid.datasets.python.PythonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** SuperGLUE's CommitmentBank, Winograd schemas and ReCoRD; COPA has a class of its own. */
final class SuperGlue {
  static final FunctionLibrary CB =
      new Library(
          "super_glue/cb", 1, Map.of("aggregate.cb_multi_fi", new OfCorpus(Aggregation.F1_MACRO)));

  static final FunctionLibrary WSC =
      new Library(
          "super_glue/wsc",
          1,
          Map.of("preprocess_wsc.default_doc_to_text", (OfDocument) SuperGlue::pronoun));

  static final FunctionLibrary RECORD =
      new Library(
          "super_glue/record",
          1,
          Map.of(
              "util.process_docs", (OfDocuments) SuperGlue::distinct,
              "util.doc_to_text", (OfDocument) SuperGlue::passage,
              "util.doc_to_target",
                  (OfDocument) fields -> filled(fields, Columns.texts(fields, "answers").get(0)),
              "util.doc_to_choice", (OfDocument) SuperGlue::filledWithEach,
              "util.process_results", (OfResults) SuperGlue::taken));

  private static final Pattern SPACE_BEFORE = Pattern.compile(" (['.,])");
  private static final String HIGHLIGHT = "\n@highlight\n";

  private SuperGlue() {}

  /** Spans count words, so what is before the pronoun is made of words again. */
  private static String pronoun(Map<String, Object> fields) {
    String text = Columns.text(fields, "text");
    String noun = Columns.text(fields, "span1_text");
    String pronoun = Columns.text(fields, "span2_text");
    List<String> words = PythonText.split(text);
    int place = Columns.integer(fields, "span2_index");
    if (place < 0 || place > words.size()) {
      throw new IllegalArgumentException(
          "the column span2_index is %d (expected 0 to %d)".formatted(place, words.size()));
    }
    String before = String.join(" ", words.subList(0, place));
    int after = Math.min(text.length(), before.length() + pronoun.length() + 1);
    String rest = text.substring(after);
    return "Passage: %s\nQuestion: In the passage above, does the pronoun \"*%s*\" refer to \"*%s*\"?\nAnswer:"
        .formatted(together(before + " *" + pronoun + "*" + rest), pronoun, noun);
  }

  /** Without the spaces that tokenizers of old left around punctuation. */
  private static String together(String text) {
    String joined =
        text.replace(" n't", "n't")
            .replace(" )", ")")
            .replace("( ", "(")
            .replace("\" ", "\"")
            .replace(" \"", "\"");
    return SPACE_BEFORE.matcher(joined).replaceAll("$1");
  }

  private static List<Map<String, Object>> distinct(Map<String, Object> fields) {
    Map<String, Object> made = new LinkedHashMap<>(fields);
    for (String column : List.of("entities", "answers")) {
      TreeSet<String> sorted =
          new TreeSet<>(Comparator.comparing(text -> text.codePoints().toArray(), Arrays::compare));
      sorted.addAll(Columns.texts(fields, column));
      made.put(column, List.copyOf(sorted));
    }
    return List.of(made);
  }

  private static String passage(Map<String, Object> fields) {
    String[] parts =
        PythonText.strip(Columns.text(fields, "passage")).split(Pattern.quote(HIGHLIGHT), -1);
    StringBuilder text = new StringBuilder(parts[0]).append("\n\n");
    for (int i = 1; i < parts.length; i++) {
      text.append("  - ").append(parts[i]).append(".\n");
    }
    return text.toString();
  }

  private static List<String> filledWithEach(Map<String, Object> fields) {
    List<String> choices = new ArrayList<>();
    Columns.texts(fields, "entities").forEach(entity -> choices.add(filled(fields, entity)));
    return choices;
  }

  private static String filled(Map<String, Object> fields, String entity) {
    return "  - " + Columns.text(fields, "query").replace("@placeholder", entity);
  }

  private static Map<String, Score> taken(Map<String, Object> fields, Outcome outcome) {
    double[] logarithms = ((Outcome.Choices) outcome).loglikelihoods();
    int best = 0;
    for (int i = 1; i < logarithms.length; i++) {
      best = logarithms[i] > logarithms[best] ? i : best;
    }
    String entity = Columns.texts(fields, "entities").get(best);
    List<String> answers = Columns.texts(fields, "answers");
    return Map.of(
        "f1", Score.of(AnswerMatch.f1(entity, answers)),
        "em", Score.of(AnswerMatch.exact(entity, answers)));
  }
}
