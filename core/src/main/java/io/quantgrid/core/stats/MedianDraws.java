package io.quantgrid.core.stats;

import io.quantgrid.core.evaluate.Philox;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The median, which is no function of sums: keeps values. Of more than {@value #MOST} items those
 * whose documents a generator ranks first are kept, the same ones on both sides and however the
 * items come; figure and interval are then of these.
 */
final class MedianDraws implements Draws {
  static final int MOST = 5_000;

  private static final int DRAWS = Resampling.REPLICATES + 1;
  private static final Comparator<Kept> BY_RANK =
      Comparator.comparingDouble(Kept::rank).thenComparingLong(Kept::document);

  private record Kept(double rank, long document, double value) {}

  private final PriorityQueue<Kept> kept = new PriorityQueue<>(BY_RANK.reversed()); // last first

  @Override
  public void add(Measured item, long document, Resampling resampling) {
    add(document, item.value());
  }

  private void add(long document, double value) {
    kept.add(new Kept(Philox.uniform(MOST, document, 0, 0), document, value));
    if (kept.size() > MOST) {
      kept.remove();
    }
  }

  @Override
  public void add(Draws other) {
    ((MedianDraws) other).kept.forEach(item -> add(item.document(), item.value()));
  }

  @Override
  public double[] figures(Resampling resampling) {
    List<Kept> ascending = new ArrayList<>(kept);
    ascending.sort(Comparator.comparingDouble(Kept::value).thenComparingLong(Kept::document));
    double[] all = new double[DRAWS];
    for (Kept item : ascending) {
      double[] weights = weights(item, resampling);
      for (int i = 0; i < DRAWS; i++) {
        all[i] += weights[i];
      }
    }
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
          figures[i] = item.value();
        }
        passed[i] += weights[i];
      }
    }
    return figures;
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
      out.writeDouble(item.value());
    }
  }

  @Override
  public void read(DataInput in) throws IOException {
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      add(in.readLong(), in.readDouble());
    }
  }
}
