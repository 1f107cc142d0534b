package io.quantgrid.core.grid;

import io.quantgrid.core.evaluate.GroupMetric;
import java.util.List;

/**
 * A figure of a group as a whole (lm-evaluation-harness's {@code aggregate_metric_list}).
 *
 * @param group its name
 * @param tasks names of its members, those of inner groups too
 * @param metric how the figure is made of those of the tasks
 */
public record GroupRule(String group, List<String> tasks, GroupMetric metric) {
  public GroupRule {
    tasks = List.copyOf(tasks);
  }
}
