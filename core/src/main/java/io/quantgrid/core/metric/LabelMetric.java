package io.quantgrid.core.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Metrics of predicted against true classes. Equal scikit-learn 1.9.1, {@code f1_score} (zero where
 * nothing is to be divided by) and {@code matthews_corrcoef}; lm-evaluation-harness's {@code f1}
 * and {@code mcc}.
 *
 * <p>Statistics: the confusion matrix, row by row, a row for each true class.
 */
public enum LabelMetric implements CorpusMetric {
  /** F1 of class 1 of two, 0 to 1. */
  F1 {
    @Override
    double of(double[][] confusion) {
      requireBinary(confusion);
      return confusion.length < 2 ? 0 : f1(confusion, 1);
    }
  },
  /** Mean of the F1 of the classes that occur. */
  F1_MACRO {
    @Override
    double of(double[][] confusion) {
      return IntStream.range(0, confusion.length)
          .filter(k -> row(confusion, k) + column(confusion, k) > 0)
          .mapToDouble(k -> f1(confusion, k))
          .average()
          .orElse(0);
    }
  },
  /** F1 of all decisions together: the share of right ones, as each sample has one class. */
  F1_MICRO {
    @Override
    double of(double[][] confusion) {
      double all = total(confusion);
      return all > 0 ? right(confusion) / all : 0;
    }
  },
  /** Mean of the F1 of the classes, weighted by how often each is true. */
  F1_WEIGHTED {
    @Override
    double of(double[][] confusion) {
      double all = total(confusion);
      double weighted = 0;
      for (int k = 0; k < confusion.length; k++) {
        weighted += row(confusion, k) * f1(confusion, k);
      }
      return all > 0 ? weighted / all : 0;
    }
  },
  /** Matthews' correlation coefficient (1975) of any number of classes (Gorodkin 2004), -1 to 1. */
  MCC {
    @Override
    double of(double[][] confusion) {
      double all = total(confusion);
      double both = right(confusion) * all;
      double truth = all * all;
      double guess = all * all;
      for (int k = 0; k < confusion.length; k++) {
        both -= row(confusion, k) * column(confusion, k);
        truth -= row(confusion, k) * row(confusion, k);
        guess -= column(confusion, k) * column(confusion, k);
      }
      return truth * guess == 0 ? 0 : both / Math.sqrt(truth * guess);
    }
  };

  /**
   * What one sample adds: one in a matrix of {@code classes} squared.
   *
   * @throws IllegalArgumentException when a class is not below {@code classes}
   */
  public static double[] statistics(int truth, int predicted, int classes) {
    if (truth < 0 || truth >= classes || predicted < 0 || predicted >= classes) {
      throw new IllegalArgumentException(
          "Cannot count class %d, predicted %d (expected 0 to %d)"
              .formatted(truth, predicted, classes - 1));
    }
    double[] statistics = new double[classes * classes];
    statistics[truth * classes + predicted] = 1;
    return statistics;
  }

  /**
   * The figure over samples.
   *
   * @param pairs of the true class and the predicted one, each from 0
   */
  public double ofPairs(double[][] pairs) {
    int classes = 1 + (int) Arrays.stream(pairs).flatMapToDouble(Arrays::stream).max().orElse(0);
    double[][] confusion = new double[classes][classes]; // [truth, predicted]
    for (double[] pair : pairs) {
      confusion[(int) pair[0]][(int) pair[1]]++;
    }
    return of(confusion);
  }

  @Override
  public double score(double[] summed) {
    int classes = (int) Math.round(Math.sqrt(summed.length));
    CorpusMetric.requireLength(summed, classes * classes);
    double[][] confusion = new double[classes][classes]; // [truth, predicted]
    for (int k = 0; k < classes; k++) {
      System.arraycopy(summed, k * classes, confusion[k], 0, classes);
    }
    return of(confusion);
  }

  abstract double of(double[][] confusion);

  private static void requireBinary(double[][] confusion) {
    for (int k = 2; k < confusion.length; k++) {
      if (row(confusion, k) + column(confusion, k) > 0) {
        throw new IllegalArgumentException(
            "Cannot compute f1 of class " + k + " (expected classes 0 and 1; f1_macro takes more)");
      }
    }
  }

  private static double f1(double[][] confusion, int k) {
    double counted = row(confusion, k) + column(confusion, k);
    return counted > 0 ? 2 * confusion[k][k] / counted : 0;
  }

  private static double row(double[][] confusion, int k) {
    return IntStream.range(0, confusion.length).mapToDouble(j -> confusion[k][j]).sum();
  }

  private static double column(double[][] confusion, int k) {
    return IntStream.range(0, confusion.length).mapToDouble(j -> confusion[j][k]).sum();
  }

  private static double right(double[][] confusion) {
    return IntStream.range(0, confusion.length).mapToDouble(k -> confusion[k][k]).sum();
  }

  private static double total(double[][] confusion) {
    return IntStream.range(0, confusion.length).mapToDouble(k -> row(confusion, k)).sum();
  }
}
