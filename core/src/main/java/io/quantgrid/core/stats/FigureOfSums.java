package io.quantgrid.core.stats;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.metric.TextMetric;

/**
 * A task's figure as a function of sums over its items, so that it can be had of weighted items and
 * of items on many machines. The same number as {@link Aggregation#value}, but for the order of
 * additions. Every aggregation is one but those that sort items: {@link #isOne}.
 */
final class FigureOfSums {
  private static final double[] NOTHING = {};

  private final Aggregation aggregation;

  FigureOfSums(Aggregation aggregation) {
    if (!isOne(aggregation)) {
      throw notOfSums(aggregation);
    }
    this.aggregation = aggregation;
  }

  static boolean isOne(Aggregation aggregation) {
    return aggregation != Aggregation.MEDIAN && aggregation != Aggregation.BEST_THRESHOLD;
  }

  private static IllegalArgumentException notOfSums(Aggregation aggregation) {
    return new IllegalArgumentException(
        "Cannot compute from sums: " + aggregation.text() + " (expected another aggregation)");
  }

  /** What an item adds; items of classes seen later may add more numbers. */
  double[] statistics(Measured item) {
    double[] of = item.statistics();
    return switch (aggregation) {
      case MEAN, PERPLEXITY, BRIER_SCORE -> new double[] {item.value(), 1};
      case NANMEAN -> Double.isNaN(item.value()) ? NOTHING : new double[] {item.value(), 1};
      case WEIGHTED_PERPLEXITY, BITS_PER_BYTE -> new double[] {item.value(), item.weight()};
      case RATIO -> of;
      case F1 -> binary(of[0] == 1, of[1] == 1);
      case F1_MACRO -> each((int) of[0], (int) of[1]);
      case MCC -> classes((int) of[0], (int) of[1]);
      case BIAS, AMBIGUOUS_BIAS -> new double[] {of[0], of[1], of[2], 1};
      case BLEU, CHRF, CHRF_PLUS_PLUS, TER -> of;
      case MEDIAN, BEST_THRESHOLD -> throw notOfSums(aggregation);
    };
  }

  private static double[] binary(boolean actual, boolean predicted) {
    return new double[] {actual && predicted ? 1 : 0, (actual ? 1 : 0) + (predicted ? 1 : 0)};
  }

  /** Of each class how often it is right, and how often actual or predicted. */
  private static double[] each(int actual, int predicted) {
    double[] sums = new double[2 * (1 + Math.max(actual, predicted))];
    sums[2 * actual] = actual == predicted ? 1 : 0;
    sums[2 * actual + 1]++;
    sums[2 * predicted + 1]++;
    return sums;
  }

  /** The mean of the F1 of the classes that occur. */
  private static double mean(double[] sums) {
    double total = 0;
    int classes = 0;
    for (int k = 0; k < sums.length; k += 2) {
      if (sums[k + 1] > 0) {
        total += 2 * sums[k] / sums[k + 1];
        classes++;
      }
    }
    return classes == 0 ? 0 : total / classes;
  }

  /** Right, all, then of each class how often it is actual and how often predicted. */
  private static double[] classes(int actual, int predicted) {
    double[] sums = new double[2 + 2 * (1 + Math.max(actual, predicted))];
    sums[0] = actual == predicted ? 1 : 0;
    sums[1] = 1;
    sums[2 + 2 * actual]++;
    sums[3 + 2 * predicted]++;
    return sums;
  }

  /** NaN where it is none, as without items. */
  double value(double[] sums) {
    if (sums.length == 0) {
      return Double.NaN;
    }
    return switch (aggregation) {
      case MEAN, NANMEAN, BRIER_SCORE -> sums[0] / sums[1];
      case PERPLEXITY, WEIGHTED_PERPLEXITY -> Math.exp(-sums[0] / sums[1]);
      case BITS_PER_BYTE -> -sums[0] / sums[1] / Math.log(2);
      case RATIO -> sums[0] / sums[1];
      case F1 -> sums[1] == 0 ? 0 : 2 * sums[0] / sums[1];
      case F1_MACRO -> mean(sums);
      case MCC -> matthews(sums);
      case BIAS -> bias(sums);
      case AMBIGUOUS_BIAS -> (1 - sums[0] / sums[3]) * bias(sums);
      case BLEU, CHRF, CHRF_PLUS_PLUS, TER -> TextMetric.named(aggregation.text()).score(sums);
      case MEDIAN, BEST_THRESHOLD -> throw notOfSums(aggregation);
    };
  }

  private static double bias(double[] sums) {
    return sums[1] == 0 ? 0 : 2 * sums[1] / sums[2] - 1;
  }

  /** Gorodkin's correlation of K classes (2004), 0 where all items are of one class. */
  private static double matthews(double[] sums) {
    double right = sums[0];
    double all = sums[1];
    double products = 0;
    double actuals = 0;
    double predictions = 0;
    for (int k = 2; k < sums.length; k += 2) {
      products += sums[k] * sums[k + 1];
      actuals += sums[k] * sums[k];
      predictions += sums[k + 1] * sums[k + 1];
    }
    double spread = (all * all - predictions) * (all * all - actuals);
    return spread == 0 ? 0 : (right * all - products) / Math.sqrt(spread);
  }
}
