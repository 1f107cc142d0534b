package io.quantgrid.jobs.expect;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * A figure of several cells: the mean of each one's, over the items of the cell or over as many
 * drawn from them.
 */
record Figure(List<Pair> cells, ToDoubleBiFunction<Pair, int[]> each) {
  private static final int DRAWS = 1000;
  private static final double TAIL = 0.025;

  /** NaN where no cell has it. */
  double value() {
    return mean(cells.stream().map(cell -> IntStream.range(0, cell.size()).toArray()).toList());
  }

  /** Percentiles of the bootstrap, each cell's items drawn on their own; the same at every call. */
  Interval interval() {
    Random random = new Random(0);
    double[] values = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      values[draw] =
          mean(
              cells.stream()
                  .map(
                      cell ->
                          cell.size() == 0
                              ? new int[0]
                              : random.ints(cell.size(), 0, cell.size()).toArray())
                  .toList());
    }
    double[] sorted =
        Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    return sorted.length == 0
        ? new Interval(Double.NaN, Double.NaN)
        : new Interval(
            sorted[(int) (TAIL * sorted.length)],
            sorted[sorted.length - 1 - (int) (TAIL * sorted.length)]);
  }

  private double mean(List<int[]> drawn) {
    return IntStream.range(0, cells.size())
        .filter(i -> drawn.get(i).length > 0)
        .mapToDouble(i -> each.applyAsDouble(cells.get(i), drawn.get(i)))
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}
