package io.quantgrid.core.quantize;

import io.quantgrid.kernels.form.ColumnGroups;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.solve.ColumnSpread;
import io.quantgrid.kernels.solve.Spread;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes {@link Distribution}s. */
final class Distributions {
  private static final int BINS = 64;

  private Distributions() {}

  /**
   * @param values row-major, finite
   */
  static Distribution of(float[] values, int columns) {
    Spread spread = new Spread();
    spread.add(values);
    ColumnSpread byColumn = new ColumnSpread(columns);
    byColumn.add(values);
    return of(spread, byColumn.largestOverMedian());
  }

  static Distribution of(InputSums inputs) {
    return of(inputs.spread(), inputs.largestChannel());
  }

  /** Of the scales of the matrices in a form; those without any have none. */
  static Optional<Distribution> scales(WeightForm form) {
    List<QuantizedMatrix> matrices = matrices(form);
    Spread spread = new Spread();
    double channel = 0;
    for (QuantizedMatrix matrix : matrices) {
      spread.add(matrix.scales());
      int groups = Math.max(1, QuantizedMatrix.groups(matrix.scheme(), matrix.columns()));
      if (matrix.scales().length % groups == 0) {
        ColumnSpread byGroup = new ColumnSpread(groups);
        byGroup.add(matrix.scales());
        channel = Math.max(channel, byGroup.largestOverMedian());
      }
    }
    return spread.count() == 0 ? Optional.empty() : Optional.of(of(spread, channel));
  }

  private static List<QuantizedMatrix> matrices(WeightForm form) {
    if (form instanceof Plain plain) {
      return List.of(plain.matrix());
    }
    if (form instanceof ColumnGroups grouped) {
      return List.of(grouped.matrix());
    }
    return form.parts().stream().flatMap(part -> matrices(part).stream()).toList();
  }

  private static Distribution of(Spread spread, double largestChannel) {
    long[] bins = spread.bins(BINS);
    return new Distribution(
        spread.count(),
        spread.min(),
        spread.max(),
        spread.mean(),
        spread.deviation(),
        spread.kurtosis(),
        spread.outlierShare(),
        Distribution.PERCENTS.stream().map(spread::magnitude).toList(),
        largestChannel,
        new Distribution.Histogram(
            spread.min(), spread.max(), Arrays.stream(bins).boxed().toList()));
  }
}
