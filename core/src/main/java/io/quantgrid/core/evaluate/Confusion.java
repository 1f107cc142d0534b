package io.quantgrid.core.evaluate;

import java.util.Arrays;

/** How often each class was predicted for each. */
record Confusion(long[][] counts) {
  /**
   * @param pairs of the right class and the predicted one, each from 0
   */
  static Confusion of(double[][] pairs) {
    int classes = 1 + (int) Arrays.stream(pairs).flatMapToDouble(Arrays::stream).max().orElse(0);
    long[][] counts = new long[classes][classes];
    for (double[] pair : pairs) {
      counts[(int) pair[0]][(int) pair[1]]++;
    }
    return new Confusion(counts);
  }

  /** Of class 1; 0 where it is neither right nor predicted. */
  double f1() {
    if (counts.length < 2) {
      return 0;
    }
    long right = counts[1][1];
    long both = predicted(1) + actual(1);
    return both == 0 ? 0 : 2.0 * right / both;
  }

  /** 0 where all items are of one class, or predicted to be. */
  double matthews() {
    double total = 0;
    double right = 0;
    double products = 0;
    double actualSquares = 0;
    double predictedSquares = 0;
    for (int k = 0; k < counts.length; k++) {
      total += actual(k);
      right += counts[k][k];
      products += (double) actual(k) * predicted(k);
      actualSquares += (double) actual(k) * actual(k);
      predictedSquares += (double) predicted(k) * predicted(k);
    }
    double spread = (total * total - predictedSquares) * (total * total - actualSquares);
    return spread == 0 ? 0 : (right * total - products) / Math.sqrt(spread);
  }

  private long actual(int k) {
    return Arrays.stream(counts[k]).sum();
  }

  private long predicted(int k) {
    return Arrays.stream(counts).mapToLong(row -> row[k]).sum();
  }
}
