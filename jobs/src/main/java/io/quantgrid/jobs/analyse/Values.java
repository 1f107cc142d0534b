package io.quantgrid.jobs.analyse;

import io.quantgrid.core.evaluate.Observations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import scala.collection.Seq;

/** A growing list of numbers with weights, unboxed, and with the statistics of some metrics. */
final class Values {
  private double[] values = new double[64];
  private long[] weights = new long[64];
  private final List<double[]> statistics = new ArrayList<>();
  private int size;

  /**
   * @param with statistics of a metric of a whole corpus, null for others
   */
  void add(double value, long weight, Seq<Double> with) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
      weights = Arrays.copyOf(weights, size * 2);
    }
    values[size] = value;
    weights[size++] = weight;
    if (with != null) {
      statistics.add(
          scala.jdk.javaapi.CollectionConverters.asJava(with).stream()
              .mapToDouble(Double::doubleValue)
              .toArray());
    }
  }

  int size() {
    return size;
  }

  Observations observations() {
    return new Observations(
        Arrays.copyOf(values, size),
        Arrays.copyOf(weights, size),
        statistics.toArray(new double[0][]));
  }
}
