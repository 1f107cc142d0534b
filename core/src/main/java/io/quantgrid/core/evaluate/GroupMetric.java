package io.quantgrid.core.evaluate;

import java.util.List;

/**
 * How a metric of a group's tasks becomes one figure: the mean over the tasks that have it.
 *
 * @param metric the tasks' metric
 * @param weightBySize whether a task counts by its items, or each task the same
 * @param filters pipelines it is taken from ({@code none} for tasks without); empty for all there
 *     are
 */
public record GroupMetric(String metric, boolean weightBySize, List<String> filters) {
  public GroupMetric {
    filters = List.copyOf(filters);
  }

  /** Whether it is taken from the pipeline of that name. */
  public boolean takes(String filter) {
    return filters.isEmpty() || filters.contains(filter);
  }

  /** The figure over the tasks that have the metric. */
  public GroupFigure figure(List<GroupFigure.Member> tasks) {
    return weightBySize ? GroupFigure.weightedBySize(tasks) : GroupFigure.unweighted(tasks);
  }
}
