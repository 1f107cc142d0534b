package io.quantgrid.core.quantize;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.solve.ColumnSpread;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.RangeObserver;
import io.quantgrid.kernels.solve.Spread;
import java.util.Optional;

/**
 * What is gathered of the inputs of one layer, or of those that share them: how they are spread,
 * which takes little memory, and their second moments, which may be summed at another time.
 */
final class InputSums {
  private final int columns;
  private final ColumnSpread byColumn;
  private final Spread spread = new Spread();
  private final Optional<RangeObserver> range;
  private final SecondMoments moments;

  /**
   * @param fixed the scheme of activations, where it is static
   */
  InputSums(int columns, Optional<Scheme> fixed) {
    this.columns = columns;
    this.byColumn = new ColumnSpread(columns);
    this.range = fixed.map(RangeObserver::new);
    this.moments = new SecondMoments(columns);
  }

  /**
   * Takes in all but the products.
   *
   * @param values {@code [tokens, columns]}
   * @throws IllegalArgumentException when one is infinite or not a number
   */
  void add(float[] values) {
    spread.add(values);
    byColumn.add(values);
    range.ifPresent(observer -> observer.observe(values));
  }

  /** To which products of the same inputs are added. */
  SecondMoments moments() {
    return moments;
  }

  /** Puts complete second moments into a file. */
  void store(FloatFile file) {
    moments.store(file, byColumn.rows());
  }

  Spread spread() {
    return spread;
  }

  double largestChannel() {
    return byColumn.largestOverMedian();
  }

  Optional<StaticScale> scale(FloatType arithmetic) {
    return range.map(observer -> observer.scale(arithmetic));
  }

  /** Once, unless second moments wait in a file: lets the sums of products go. */
  InputStatistics statistics() {
    return new InputStatistics(
        columns,
        byColumn.rows(),
        moments.take(byColumn.rows()),
        byColumn.mean(),
        byColumn.absMax(),
        byColumn.absMean(),
        byColumn.min(),
        byColumn.max());
  }
}
