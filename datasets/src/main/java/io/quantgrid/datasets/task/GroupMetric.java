package io.quantgrid.datasets.task;

import java.util.List;

/**
 * How a metric of a group's tasks becomes one figure: the mean over the tasks that have it.
 *
 * @param metric the tasks' metric
 * @param weightBySize whether a task counts by its items, or each task the same
 * @param filters pipelines it is taken from; {@code none} for tasks without
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
    section.checkKeys(List.of("metric", "aggregation", "weight_by_size", "filter_list"), List.of());
    String aggregation = section.string("aggregation").orElse("mean");
    if (!aggregation.equals("mean")) {
      throw section.problem("aggregation", aggregation, "mean");
    }
    List<String> filters = section.strings("filter_list");
    return new GroupMetric(
        section.required("metric"),
        section.flag("weight_by_size", true),
        filters.isEmpty() ? List.of("none") : filters);
  }
}
