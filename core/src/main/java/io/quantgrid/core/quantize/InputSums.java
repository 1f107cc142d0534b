package io.quantgrid.core.quantize;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.solve.ColumnSpread;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.RangeObserver;
import io.quantgrid.kernels.solve.Spread;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/**
 * Sums over the inputs of one layer, or of those that share them. Products of a batch are float32,
 * their sum over batches double, in the order of batches.
 */
final class InputSums {
  private final int columns;
  private final ColumnSpread byColumn;
  private final Spread spread = new Spread();
  private final Optional<RangeObserver> range;
  private double[] moments;

  /**
   * @param fixed the scheme of activations, where it is static
   */
  InputSums(int columns, Optional<Scheme> fixed) {
    this.columns = columns;
    this.byColumn = new ColumnSpread(columns);
    this.range = fixed.map(RangeObserver::new);
    this.moments = new double[Math.multiplyExact(columns, columns)];
  }

  /**
   * @param x {@code [tokens, columns]}, float32
   * @throws IllegalArgumentException when one is infinite or not a number
   */
  void add(Engine engine, Tensor x) {
    float[] values = engine.toFloats(x);
    spread.add(values);
    byColumn.add(values);
    range.ifPresent(observer -> observer.observe(values));
    float[] products = engine.toFloats(engine.matmul(engine.transpose(x, 0, 1), x));
    for (int i = 0; i < products.length; i++) {
      moments[i] += products[i];
    }
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

  /** Once: lets the sums of products go. */
  InputStatistics statistics() {
    float[] means = new float[moments.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (moments[i] / byColumn.rows());
    }
    moments = new double[0];
    return new InputStatistics(
        columns,
        byColumn.rows(),
        means,
        byColumn.mean(),
        byColumn.absMax(),
        byColumn.absMean(),
        byColumn.min(),
        byColumn.max());
  }
}
