package io.quantgrid.jobs.analyse;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.stats.PairedSample;
import io.quantgrid.core.stats.Resampling;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What a task of the cluster knows of a cell.
 *
 * @param variant number of the variant
 * @param quantized whether it is another cell than its baseline
 * @param metrics of its task, in the order of the plan
 */
record PlannedCell(int variant, String task, boolean quantized, ArrayList<MetricSpec> metrics)
    implements Serializable {
  /** Of all draws, so that the same samples give the same tables. */
  private static final long SEED = 1;

  /** The metric that cells are compared by; empty without. */
  Optional<MetricSpec> main() {
    return MetricSpec.mainOf(metrics);
  }

  Resampling resampling() {
    return new Resampling(SEED, task);
  }

  Optional<PairedSample> emptyPairs() {
    return main().map(metric -> new PairedSample(Aggregation.named(metric.aggregation())));
  }
}
