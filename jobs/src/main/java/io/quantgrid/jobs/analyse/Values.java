package io.quantgrid.jobs.analyse;

import io.quantgrid.core.evaluate.Observations;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A growing list of numbers with weights, unboxed, and with the statistics of some metrics. */
final class Values {
  private double[] values = new double[64];
  private long[] weights = new long[64];
  private final List<double[]> statistics = new ArrayList<>();
  private int size;

  /**
   * @param with statistics of a metric of a whole corpus, empty for others
   */
  void add(double value, long weight, double[] with) {
    reserve(size + 1);
    values[size] = value;
    weights[size++] = weight;
    if (with.length > 0) {
      statistics.add(with);
    }
  }

  private void reserve(int capacity) {
    if (capacity > values.length) {
      int grown = Math.max(capacity, values.length * 2);
      values = Arrays.copyOf(values, grown);
      weights = Arrays.copyOf(weights, grown);
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

  /** Writes what {@link #read} appends. */
  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeDouble(values[i]);
      out.writeLong(weights[i]);
    }
    out.writeInt(statistics.size());
    for (double[] with : statistics) {
      out.writeInt(with.length);
      for (double number : with) {
        out.writeDouble(number);
      }
    }
  }

  void read(DataInput in) throws IOException {
    int more = in.readInt();
    reserve(size + more);
    for (int i = 0; i < more; i++) {
      values[size] = in.readDouble();
      weights[size++] = in.readLong();
    }
    int rows = in.readInt();
    for (int i = 0; i < rows; i++) {
      double[] with = new double[in.readInt()];
      for (int j = 0; j < with.length; j++) {
        with[j] = in.readDouble();
      }
      statistics.add(with);
    }
  }
}
