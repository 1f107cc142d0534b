package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.GroupMetric;
import java.util.List;

/** Reads {@code aggregate_metric_list}. */
final class GroupMetrics {
  private GroupMetrics() {}

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
}
