package io.quantgrid.datasets.function;

import io.quantgrid.core.evaluate.Aggregation;
import java.util.List;

/**
 * A metric of one item.
 *
 * @param value of the item alone
 * @param statistics what the figure of a corpus is computed from, as its {@link Aggregation} says;
 *     empty where the value is enough
 */
public record Score(double value, List<Double> statistics) {
  public Score {
    statistics = List.copyOf(statistics);
  }

  /** A value that is enough. */
  public static Score of(double value) {
    return new Score(value, List.of());
  }

  /** 1 or 0. */
  public static Score of(boolean right) {
    return of(right ? 1.0 : 0.0);
  }
}
