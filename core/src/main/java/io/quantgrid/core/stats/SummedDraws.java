package io.quantgrid.core.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sums of a figure's statistics: as many numbers per replicate, however many items there are. */
final class SummedDraws implements Draws {
  private static final int DRAWS = Resampling.REPLICATES + 1;

  private final FigureOfSums figure;
  private final List<double[]> sums = new ArrayList<>(); // [statistic][replicate]

  SummedDraws(FigureOfSums figure) {
    this.figure = figure;
  }

  @Override
  public void add(Measured item, long document, Resampling resampling) {
    add(item, resampling.weights());
  }

  /** Adds an item as often as the weights say. */
  void add(Measured item, double[] weights) {
    double[] statistics = figure.statistics(item);
    grow(statistics.length);
    for (int j = 0; j < statistics.length; j++) {
      if (statistics[j] != 0) {
        addTo(sums.get(j), weights, statistics[j]);
      }
    }
  }

  private static void addTo(double[] sum, double[] weights, double statistic) {
    for (int i = 0; i < DRAWS; i++) {
      sum[i] += weights[i] * statistic;
    }
  }

  private void grow(int length) {
    while (sums.size() < length) {
      sums.add(new double[DRAWS]);
    }
  }

  @Override
  public void add(Draws other) {
    List<double[]> more = ((SummedDraws) other).sums;
    grow(more.size());
    for (int j = 0; j < more.size(); j++) {
      addTo(sums.get(j), more.get(j), 1);
    }
  }

  @Override
  public double[] figures(Resampling resampling) {
    double[] figures = new double[DRAWS];
    double[] column = new double[sums.size()];
    for (int i = 0; i < DRAWS; i++) {
      for (int j = 0; j < column.length; j++) {
        column[j] = sums.get(j)[i];
      }
      figures[i] = figure.value(column);
    }
    return figures;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(sums.size());
    for (double[] sum : sums) {
      for (double value : sum) {
        out.writeDouble(value);
      }
    }
  }

  @Override
  public void read(DataInput in) throws IOException {
    int length = in.readInt();
    grow(length);
    for (int j = 0; j < length; j++) {
      double[] sum = sums.get(j);
      for (int i = 0; i < DRAWS; i++) {
        sum[i] += in.readDouble();
      }
    }
  }
}
