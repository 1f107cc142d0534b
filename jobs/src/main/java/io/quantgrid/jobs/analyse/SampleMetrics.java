package io.quantgrid.jobs.analyse;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.stats.Measured;
import java.util.Optional;
import org.apache.spark.sql.Row;
import scala.collection.Seq;

/** The metrics of a row of {@link SampleColumns}. */
final class SampleMetrics {
  private static final double[] NONE = {};

  private SampleMetrics() {}

  /**
   * One metric; empty where the sample has none of the name.
   *
   * @param place among the metrics of the cell
   */
  static Optional<Measured> of(Row row, int place, MetricSpec metric) {
    Seq<Double> values = row.getAs(SampleColumns.FOUND);
    Double value = values == null ? null : values.apply(place);
    return value == null
        ? Optional.empty()
        : Optional.of(
            new Measured(
                value,
                weight(row, metric),
                statistics(row, place),
                row.isNullAt(SampleColumns.CORRECT)
                    ? Optional.empty()
                    : Optional.of(row.getBoolean(SampleColumns.CORRECT)),
                row.isNullAt(SampleColumns.CONFIDENCE)
                    ? Double.NaN
                    : row.getDouble(SampleColumns.CONFIDENCE)));
  }

  private static long weight(Row row, MetricSpec metric) {
    return switch (metric.weight()) {
      case "words" -> row.getLong(SampleColumns.WORDS);
      case "bytes" -> row.getLong(SampleColumns.BYTES);
      default -> 1;
    };
  }

  private static double[] statistics(Row row, int place) {
    if (row.isNullAt(SampleColumns.STATISTICS)) {
      return NONE;
    }
    Seq<Seq<Double>> all = row.getAs(SampleColumns.STATISTICS);
    Seq<Double> found = all.apply(place);
    if (found == null) {
      return NONE;
    }
    double[] statistics = new double[found.length()];
    for (int i = 0; i < statistics.length; i++) {
      statistics[i] = found.apply(i);
    }
    return statistics;
  }
}
