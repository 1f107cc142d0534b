package io.quantgrid.datasets.task;

import java.util.List;

/**
 * Tasks that belong together.
 *
 * @param name of the group
 * @param tasks its members, those of inner groups too, in the order of the file
 * @param metrics figures of the group as a whole
 */
public record TaskGroup(String name, List<LmEvalTask> tasks, List<GroupMetric> metrics) {
  public TaskGroup {
    tasks = List.copyOf(tasks);
    metrics = List.copyOf(metrics);
  }
}
