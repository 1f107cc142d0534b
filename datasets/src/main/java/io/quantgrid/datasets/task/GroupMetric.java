package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.GroupFigure;
import io.quantgrid.core.grid.GroupRule;
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

  static List<GroupMetric> read(TaskFile file) {
    Object value = file.value("aggregate_metric_list").orElse(List.of());
    List<?> list = value instanceof List<?> several ? several : List.of(value);
    return list.stream().map(one -> read(Section.of(file, "aggregate_metric_list", one))).toList();
  }

  private static GroupMetric read(Section section) {
    section.checkKeys(List.of("metric", "aggregation", "weight_by_size", "filter_list"));
    String aggregation = section.string("aggregation").orElse("mean");
    if (!aggregation.equals("mean")) {
      throw section.problem("aggregation", aggregation, "mean");
    }
    List<String> filters = section.strings("filter_list");
    return new GroupMetric(
        section.required("metric"), truth(section.value("weight_by_size").orElse(true)), filters);
  }

  /** As Python takes it: any text is true. */
  private static boolean truth(Object value) {
    return !value.equals(false) && !value.equals(0) && !value.equals("");
  }

  GroupRule rule(String group, List<String> tasks) {
    return new GroupRule(group, tasks, metric, weightBySize, filters);
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
