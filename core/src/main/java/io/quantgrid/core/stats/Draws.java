package io.quantgrid.core.stats;

import io.quantgrid.core.evaluate.Aggregation;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What the items of one side come to, in every replicate of a bootstrap. Mergeable. */
sealed interface Draws permits SummedDraws, SortedDraws {
  static Draws of(Aggregation aggregation) {
    return FigureOfSums.isOne(aggregation)
        ? new SummedDraws(new FigureOfSums(aggregation))
        : new SortedDraws(aggregation);
  }

  /**
   * @param document the item's position in the task
   * @param resampling at that document
   */
  void add(Measured item, long document, Resampling resampling);

  /** Adds another's of the same aggregation. */
  void add(Draws other);

  /** One figure per replicate, and that of the items themselves behind them. */
  double[] figures(Resampling resampling);

  void write(DataOutput out) throws IOException;

  /** Adds what {@link #write} left. */
  void read(DataInput in) throws IOException;
}
