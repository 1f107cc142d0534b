package io.quantgrid.jobs.analyse;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.stats.PairedSample;
import io.quantgrid.core.stats.Resampling;
import java.io.Serializable;

/**
 * What a task of the cluster knows of a cell.
 *
 * @param variant number of the variant
 * @param metric the main one
 */
record ComparedCell(int variant, String task, MetricSpec metric) implements Serializable {
  /** Of all draws, so that the same samples give the same tables. */
  private static final long SEED = 1;

  Resampling resampling() {
    return new Resampling(SEED, task);
  }

  PairedSample emptySample() {
    return new PairedSample(Aggregation.named(metric.aggregation()));
  }
}
