package io.quantgrid.jobs.analyse;

import io.quantgrid.core.evaluate.MetricSpec;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;

/**
 * Folds the samples of one cell, in the order of their documents, into one row of {@link
 * CellSchema#MEASURED}.
 */
final class CellFold implements FlatMapGroupsFunction<String, Row, Row> {
  private static final long serialVersionUID = 1L;

  private final HashMap<String, Metrics> metricsOfCell;

  /** The metrics of a cell's task; serializable, unlike the task. */
  record Metrics(List<MetricSpec> specs) implements java.io.Serializable {}

  CellFold(Map<String, Metrics> metricsOfCell) {
    this.metricsOfCell = new HashMap<>(metricsOfCell);
  }

  @Override
  public Iterator<Row> call(String cell, Iterator<Row> samples) {
    Metrics metrics = metricsOfCell.get(cell);
    if (metrics == null) { // of an earlier plan over the same output
      return List.<Row>of().iterator();
    }
    CellAccumulator accumulator = new CellAccumulator(cell, metrics.specs());
    samples.forEachRemaining(accumulator::add);
    return List.of(accumulator.row()).iterator();
  }
}
