package io.quantgrid.core.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * chrF2 (Popovic 2015, 2016), 0 to 100: F-score, recall weighing twice as much as precision, of
 * runs of one to six code points that prediction and reference share, the precisions and recalls
 * averaged over the orders that both have; with runs of words as well it is chrF++ (Popovic 2017).
 * Of several references the one with the best score counts. Equals sacreBLEU 2.6.0.
 *
 * <p>Statistics: for each order of code points, then of words: runs of the prediction, runs of the
 * reference, runs that they share.
 *
 * @param wordOrder longest run of words: 0 for chrF, 2 for chrF++
 */
public record Chrf(int wordOrder, LetterCase letterCase, Spaces spaces) implements TextMetric {
  /** chrF with sacreBLEU's defaults. */
  public static final Chrf CHRF = new Chrf(0, LetterCase.KEPT, Spaces.DROPPED);

  /** chrF++ with sacreBLEU's defaults. */
  public static final Chrf CHRF_PLUS_PLUS = new Chrf(2, LetterCase.KEPT, Spaces.DROPPED);

  private static final int CHARACTER_ORDER = 6;

  /** Square of beta = 2, the weight of recall. */
  private static final double RECALL_WEIGHT = 4;

  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  /** Whether white space counts in runs of code points. */
  public enum Spaces {
    DROPPED,
    COUNTED
  }

  /**
   * @throws IllegalArgumentException when the order is negative
   */
  public Chrf {
    if (wordOrder < 0) {
      throw new IllegalArgumentException(
          "Cannot count runs of words: " + wordOrder + " (expected 0 up)");
    }
  }

  @Override
  public double[] statistics(String prediction, List<String> references) {
    CorpusMetric.requireReferences(references);
    List<Counts> actual = counts(prediction);
    double[] best = {};
    double bestScore = -1;
    for (String reference : references) {
      double[] statistics = statistics(actual, counts(reference));
      double score = score(statistics);
      if (score > bestScore) {
        best = statistics;
        bestScore = score;
      }
    }
    return best;
  }

  private static double[] statistics(List<Counts> actual, List<Counts> expected) {
    double[] statistics = new double[3 * actual.size()];
    for (int order = 0; order < actual.size(); order++) {
      Counts runs = actual.get(order);
      int found = expected.get(order).total();
      statistics[3 * order] = found > 0 ? runs.total() : 0;
      statistics[3 * order + 1] = found;
      statistics[3 * order + 2] = runs.common(expected.get(order));
    }
    return statistics;
  }

  private List<Counts> counts(String text) {
    String line = letterCase.of(text);
    String characters = spaces == Spaces.DROPPED ? String.join("", PlainText.words(line)) : line;
    List<Counts> counts = new ArrayList<>();
    for (int n = 1; n <= CHARACTER_ORDER; n++) {
      counts.add(Counts.ofCodePoints(characters, n));
    }
    List<String> words = wordOrder > 0 ? words(line) : List.of();
    for (int n = 1; n <= wordOrder; n++) {
      counts.add(Counts.ofWords(words, n));
    }
    return counts;
  }

  /** A punctuation mark at a word's end is a word, else one at its beginning. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : PlainText.words(text)) {
      int last = word.length() - 1;
      if (last == 0) {
        words.add(word);
      } else if (PUNCTUATION.indexOf(word.charAt(last)) >= 0) {
        words.addAll(Arrays.asList(word.substring(0, last), word.substring(last)));
      } else if (PUNCTUATION.indexOf(word.charAt(0)) >= 0) {
        words.addAll(Arrays.asList(word.substring(0, 1), word.substring(1)));
      } else {
        words.add(word);
      }
    }
    return words;
  }

  @Override
  public double score(double[] summed) {
    CorpusMetric.requireLength(summed, 3 * (CHARACTER_ORDER + wordOrder));
    double precisions = 0;
    double recalls = 0;
    int orders = 0;
    for (int i = 0; i < summed.length; i += 3) {
      if (summed[i] > 0 && summed[i + 1] > 0) {
        precisions += summed[i + 2] / summed[i];
        recalls += summed[i + 2] / summed[i + 1];
        orders++;
      }
    }
    if (precisions + recalls == 0) {
      return 0;
    }
    double precision = precisions / orders;
    double recall = recalls / orders;
    return 100 * (1 + RECALL_WEIGHT) * precision * recall / (RECALL_WEIGHT * precision + recall);
  }
}
