package io.quantgrid.core.grid;

import java.util.List;

/**
 * How a metric of a group's tasks becomes one figure of the group: their mean, over those that have
 * it (lm-evaluation-harness's {@code aggregate_metric_list}).
 *
 * @param group its name
 * @param tasks names of its members, those of inner groups too
 * @param metric the tasks' metric
 * @param weightBySize whether a task counts by its items, or each task the same
 * @param filters pipelines it is taken from; empty for all there are
 */
public record GroupRule(
    String group, List<String> tasks, String metric, boolean weightBySize, List<String> filters) {
  public GroupRule {
    tasks = List.copyOf(tasks);
    filters = List.copyOf(filters);
  }

  /** Whether it is taken from the pipeline of that name. */
  public boolean takes(String filter) {
    return filters.isEmpty() || filters.contains(filter);
  }
}
