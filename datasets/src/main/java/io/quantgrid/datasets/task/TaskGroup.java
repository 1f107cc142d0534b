package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.GroupMetric;
import java.util.List;
import java.util.Map;

/**
 * Tasks that belong together.
 *
 * @param name of the group
 * @param alias its name in tables
 * @param tasks its members, those of inner groups too, in the order of the file
 * @param groups inner groups
 * @param metrics figures of the group as a whole
 */
public record TaskGroup(
    String name,
    String alias,
    List<LmEvalTask> tasks,
    List<TaskGroup> groups,
    List<GroupMetric> metrics) {
  public TaskGroup {
    tasks = List.copyOf(tasks);
    groups = List.copyOf(groups);
    metrics = List.copyOf(metrics);
  }

  /**
   * @param bound all tasks with their data, by name
   */
  static TaskGroup of(GroupReader.Defined group, Map<String, LmEvalTask> bound) {
    return new TaskGroup(
        group.name(),
        group.alias(),
        group.all().stream().map(task -> bound.get(task.name())).toList(),
        group.groups().stream().map(inner -> of(inner, bound)).toList(),
        group.metrics());
  }
}
