package io.quantgrid.core.metric;

import java.util.Arrays;
import java.util.List;

/**
 * BLEU (Papineni et al. 2002), 0 to 100: the geometric mean of the precisions of runs of one to
 * four words, times a penalty for texts shorter than their references. Equals sacreBLEU 2.6.0,
 * {@code corpus_bleu} and {@code sentence_bleu} (effective order).
 *
 * <p>Statistics: words of the prediction, words of the reference closest in length (the shorter of
 * two as close), then for each order the runs of the prediction that a reference has (at most as
 * often as the one that has it most often), then for each order all runs of the prediction.
 */
public record Bleu(BleuTokenizer tokenizer, LetterCase letterCase, Smoothing smoothing)
    implements TextMetric {
  /** sacreBLEU's defaults. */
  public static final Bleu DEFAULT =
      new Bleu(BleuTokenizer.V13A, LetterCase.KEPT, Smoothing.EXPONENTIAL);

  private static final int ORDERS = 4;
  private static final int MATCHES = 2;
  private static final int TOTALS = MATCHES + ORDERS;
  private static final int LENGTH = TOTALS + ORDERS;

  /** sacreBLEU's logarithm of a precision of 0. */
  private static final double LOG_OF_ZERO = -9999999999.0;

  /** What an order without a match counts as (Chen and Cherry 2014). */
  public enum Smoothing {
    /** sacreBLEU's {@code none}: the score is 0. */
    NONE,
    /** {@code exp}, method 3: half a match for the first such order, half of that for the next. */
    EXPONENTIAL,
    /** {@code floor}, method 1: 0.1 matches. */
    FLOOR,
    /** {@code add-k}, method 2 with k = 1: one more match and one more run in orders above one. */
    ADD_ONE
  }

  private enum Orders {
    ALL,
    /** Up to the longest run that the prediction has. */
    EFFECTIVE
  }

  @Override
  public double[] statistics(String prediction, List<String> references) {
    CorpusMetric.requireReferences(references);
    List<String> words = words(prediction);
    List<List<String>> expected = references.stream().map(this::words).toList();
    double[] statistics = new double[LENGTH];
    statistics[0] = words.size();
    statistics[1] = closest(words.size(), expected);
    for (int n = 1; n <= ORDERS; n++) {
      Counts most = new Counts();
      for (List<String> reference : expected) {
        most.raiseTo(Counts.ofWords(reference, n));
      }
      Counts runs = Counts.ofWords(words, n);
      statistics[MATCHES + n - 1] = runs.common(most);
      statistics[TOTALS + n - 1] = runs.total();
    }
    return statistics;
  }

  private List<String> words(String text) {
    return tokenizer.words(letterCase.of(text));
  }

  private static int closest(int length, List<List<String>> references) {
    int closest = references.get(0).size();
    for (List<String> reference : references) {
      int distance = Math.abs(reference.size() - length);
      int least = Math.abs(closest - length);
      if (distance < least || (distance == least && reference.size() < closest)) {
        closest = reference.size();
      }
    }
    return closest;
  }

  @Override
  public double score(double[] summed) {
    return score(summed, Orders.ALL);
  }

  /** Of one sample: orders above its number of words do not count. */
  @Override
  public double sentence(String prediction, List<String> references) {
    return score(statistics(prediction, references), Orders.EFFECTIVE);
  }

  private double score(double[] summed, Orders counted) {
    CorpusMetric.requireLength(summed, LENGTH);
    if (Arrays.stream(summed, MATCHES, TOTALS).allMatch(matches -> matches == 0)) {
      return 0;
    }
    double[] precisions = new double[ORDERS]; // percent
    int orders = 0;
    double halved = 1;
    for (int n = 1; n <= ORDERS; n++) {
      double more = smoothing == Smoothing.ADD_ONE && n > 1 ? 1 : 0;
      double matches = summed[MATCHES + n - 1] + more;
      double total = summed[TOTALS + n - 1] + more;
      if (total == 0) {
        break;
      }
      orders = n;
      if (matches == 0 && smoothing == Smoothing.EXPONENTIAL) {
        halved *= 2;
        precisions[n - 1] = 100 / (halved * total);
      } else if (matches == 0 && smoothing == Smoothing.FLOOR) {
        precisions[n - 1] = 100 * 0.1 / total;
      } else {
        precisions[n - 1] = 100 * matches / total;
      }
    }
    orders = counted == Orders.EFFECTIVE ? orders : ORDERS;
    double logarithms = 0;
    for (int n = 0; n < orders; n++) {
      logarithms += precisions[n] == 0 ? LOG_OF_ZERO : Math.log(precisions[n]);
    }
    return brevityPenalty(summed[0], summed[1]) * Math.exp(logarithms / orders);
  }

  private static double brevityPenalty(double length, double expected) {
    if (length >= expected) {
      return 1;
    }
    return length > 0 ? Math.exp(1 - expected / length) : 0;
  }
}
