package io.quantgrid.core.stats;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.Philox;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToDoubleFunction;

/**
 * Figures that go through the items in an order, the median and the best threshold, and are no
 * functions of sums: keeps items. Of more than {@value #MOST} items those whose documents a
 * generator ranks first are kept, the same ones on both sides and however the items come; figure
 * and interval are then of these.
 */
final class SortedDraws implements Draws {
  static final int MOST = 5_000;

  private static final int DRAWS = Resampling.REPLICATES + 1;
  private static final Comparator<Kept> BY_RANK =
      Comparator.comparingDouble(Kept::rank).thenComparingLong(Kept::document);

  /**
   * @param numbers the first decides the order
   */
  private record Kept(double rank, long document, double[] numbers) {}

  private final Aggregation aggregation;
  private final PriorityQueue<Kept> kept = new PriorityQueue<>(BY_RANK.reversed()); // last first

  SortedDraws(Aggregation aggregation) {
    this.aggregation = aggregation;
  }

  @Override
  public void add(Measured item, long document, Resampling resampling) {
    double[] of = item.statistics();
    add(
        document,
        aggregation == Aggregation.BEST_THRESHOLD
            ? new double[] {of[2], of[0], of[1]} // probability of no answer, then both gains
            : new double[] {item.value()});
  }

  private void add(long document, double[] numbers) {
    kept.add(new Kept(Philox.uniform(MOST, document, 0, 0), document, numbers));
    if (kept.size() > MOST) {
      kept.remove();
    }
  }

  @Override
  public void add(Draws other) {
    ((SortedDraws) other).kept.forEach(item -> add(item.document(), item.numbers()));
  }

  @Override
  public double[] figures(Resampling resampling) {
    List<Kept> ascending = new ArrayList<>(kept);
    ascending.sort(
        Comparator.<Kept>comparingDouble(item -> item.numbers()[0])
            .thenComparingLong(Kept::document));
    return aggregation == Aggregation.BEST_THRESHOLD
        ? thresholds(ascending, resampling)
        : medians(ascending, resampling);
  }

  private static double[] medians(List<Kept> ascending, Resampling resampling) {
    double[] all = sums(ascending, resampling, item -> 1);
    double[] figures = new double[DRAWS];
    double[] passed = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      figures[i] = Double.NaN;
    }
    for (Kept item : ascending) {
      double[] weights = weights(item, resampling);
      for (int i = 0; i < DRAWS; i++) {
        double upper = Math.floor(all[i] / 2); // of two in the middle, from 0
        if (passed[i] <= upper && passed[i] + weights[i] > upper) {
          figures[i] = item.numbers()[0];
        }
        passed[i] += weights[i];
      }
    }
    return figures;
  }

  /** As {@link io.quantgrid.core.metric.BestThreshold#of}, of as many copies as weights say. */
  private static double[] thresholds(List<Kept> ascending, Resampling resampling) {
    double[] all = sums(ascending, resampling, item -> 1);
    double[] current = sums(ascending, resampling, item -> item.numbers()[2]);
    double[] best = current.clone();
    for (Kept item : ascending) {
      double[] weights = weights(item, resampling);
      for (int i = 0; i < DRAWS; i++) {
        current[i] += weights[i] * item.numbers()[1];
        best[i] = Math.max(best[i], current[i]);
      }
    }
    double[] figures = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      figures[i] = 100 * best[i] / all[i]; // NaN without items
    }
    return figures;
  }

  private static double[] sums(
      List<Kept> items, Resampling resampling, ToDoubleFunction<Kept> number) {
    double[] sums = new double[DRAWS];
    for (Kept item : items) {
      double[] weights = weights(item, resampling);
      for (int i = 0; i < DRAWS; i++) {
        sums[i] += weights[i] * number.applyAsDouble(item);
      }
    }
    return sums;
  }

  private static double[] weights(Kept item, Resampling resampling) {
    resampling.at(item.document());
    return resampling.weights();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(kept.size());
    for (Kept item : kept) {
      out.writeLong(item.document());
      out.writeInt(item.numbers().length);
      for (double number : item.numbers()) {
        out.writeDouble(number);
      }
    }
  }

  @Override
  public void read(DataInput in) throws IOException {
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      long document = in.readLong();
      double[] numbers = new double[in.readInt()];
      for (int j = 0; j < numbers.length; j++) {
        numbers[j] = in.readDouble();
      }
      add(document, numbers);
    }
  }
}
