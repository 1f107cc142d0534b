package io.quantgrid.jobs.analyse;

import java.util.Arrays;

/** A growing list of numbers with weights, unboxed. */
final class Values {
  private double[] values = new double[64];
  private long[] weights = new long[64];
  private int size;

  void add(double value, long weight) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
      weights = Arrays.copyOf(weights, size * 2);
    }
    values[size] = value;
    weights[size++] = weight;
  }

  int size() {
    return size;
  }

  double[] values() {
    return Arrays.copyOf(values, size);
  }

  long[] weights() {
    return Arrays.copyOf(weights, size);
  }
}
