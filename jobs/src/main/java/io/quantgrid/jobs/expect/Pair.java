package io.quantgrid.jobs.expect;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.grid.PlanJson;
import java.util.HashSet;
import java.util.Set;

/**
 * A cell and its baseline over the items that both have, one beside the other.
 *
 * @param variant items of the cell
 */
record Pair(PlanJson.CellJson cell, Items variant, Items baseline) {
  static Pair of(PlanJson.CellJson cell, Items variant, Items baseline) {
    Set<Long> both = new HashSet<>();
    baseline.all().forEach(item -> both.add(item.docId()));
    Set<Long> own = new HashSet<>();
    variant.all().forEach(item -> own.add(item.docId()));
    both.retainAll(own);
    return new Pair(cell, only(variant, both), only(baseline, both));
  }

  private static Items only(Items items, Set<Long> ids) {
    return new Items(items.all().stream().filter(item -> ids.contains(item.docId())).toList());
  }

  int size() {
    return variant.all().size();
  }

  /** Percent of the baseline; NaN where the task has no main metric or the denominator is 0. */
  double recovery(int[] drawn) {
    MetricSpec main = MetricSpec.mainOf(cell.metrics()).orElse(null);
    if (main == null) {
      return Double.NaN;
    }
    double own = variant.metric(main, drawn);
    double before = baseline.metric(main, drawn);
    double denominator = main.higherIsBetter() ? before : own;
    return denominator == 0
        ? Double.NaN
        : 100 * (main.higherIsBetter() ? own : before) / denominator;
  }
}
