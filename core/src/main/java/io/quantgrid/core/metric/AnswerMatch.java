package io.quantgrid.core.metric;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.regex.Pattern;

/**
 * Short answers as SQuAD scores them (Rajpurkar et al. 2016, 2018): without case, ASCII
 * punctuation, the articles and additional white space. Of several references the best counts.
 * Equals transformers 4.57.1, {@code squad_metrics}, which is SQuAD 2.0's script.
 */
public final class AnswerMatch {
  private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");

  /** Between what Python's regular expressions hold for word boundaries. */
  private static final Pattern ARTICLES =
      Pattern.compile("(?<![\\p{L}\\p{N}_])(?:a|an|the)(?![\\p{L}\\p{N}_])");

  private AnswerMatch() {}

  /** 1 if the normalized texts are equal, else 0. */
  public static double exact(String prediction, List<String> references) {
    return best(prediction, references, (a, b) -> a.equals(b) ? 1 : 0);
  }

  /** F1 of the words in common; without words on one side 1 if there are none on both, else 0. */
  public static double f1(String prediction, List<String> references) {
    return best(prediction, references, (a, b) -> f1(words(a), words(b)));
  }

  private static double f1(List<String> prediction, List<String> reference) {
    if (prediction.isEmpty() || reference.isEmpty()) {
      return prediction.equals(reference) ? 1 : 0;
    }
    int common = Counts.ofWords(prediction, 1).common(Counts.ofWords(reference, 1));
    return PrecisionRecall.of(common, prediction.size(), reference.size()).f1();
  }

  private static double best(
      String prediction, List<String> references, ToDoubleBiFunction<String, String> score) {
    CorpusMetric.requireReferences(references);
    String normalized = normalized(prediction);
    return references.stream()
        .mapToDouble(reference -> score.applyAsDouble(normalized, normalized(reference)))
        .max()
        .getAsDouble();
  }

  private static List<String> words(String normalized) {
    return PlainText.words(normalized);
  }

  static String normalized(String text) {
    String bare = PUNCTUATION.matcher(PlainText.lower(text)).replaceAll("");
    return String.join(" ", PlainText.words(ARTICLES.matcher(bare).replaceAll(" ")));
  }
}
