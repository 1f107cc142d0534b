package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.GroupFigure;
import io.quantgrid.core.evaluate.GroupMetric;
import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of tasks as the harness has it: groups name what lies elsewhere below it. */
class GroupTest {
  private static final String TASK =
      """
      dataset_path: json
      dataset_kwargs: {data_files: {test: data.jsonl}}
      test_split: test
      output_type: multiple_choice
      doc_to_text: question
      doc_to_choice: [a, b]
      doc_to_target: 0
      """;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    write("tasks/_base", TASK);
    write("tasks/one/one.yaml", "task: one\ntag: [numbers, odd]\ninclude: ../_base\n");
    write("tasks/two/two.yaml", "task: two\ntag: numbers\ninclude: ../_base\n");
    write("tasks/two/pair.yaml", "group: pair\ntask: [two]\n");
    write("tasks/data.jsonl", "{\"question\": \"q\"}\n");
  }

  @Test
  void a_member_is_a_task_a_group_or_all_tasks_with_a_tag() throws IOException {
    assertThat(names("group: g\ntask: [one, pair]\n")).containsExactly("one", "two");
    assertThat(names("group: g\ntask: [numbers]\n")).containsExactly("one", "two");
    assertThat(names("group: g\ntask: [odd]\n")).containsExactly("one");
  }

  @Test
  void inner_groups_keep_their_place() throws IOException {
    Path file =
        write(
            "tasks/groups/g.yaml",
            """
            group: g
            group_alias: All
            task:
              - pair
              - group: own
                task: [one]
                aggregate_metric_list: {metric: acc, weight_by_size: truez}
            """);
    TaskGroup group = TaskFiles.group(file).orElseThrow();
    assertThat(group.alias()).isEqualTo("All");
    assertThat(group.groups()).extracting(TaskGroup::name).containsExactly("pair", "g::own");
    assertThat(group.groups().get(1).metrics())
        .containsExactly(new GroupMetric("acc", true, List.of()));
    assertThat(group.tasks()).extracting(LmEvalTask::name).containsExactly("two", "one");
  }

  @Test
  void what_a_group_says_of_its_tasks_takes_the_place_of_what_they_say() throws IOException {
    Path file =
        write(
            "tasks/groups/g.yaml",
            """
            group: g
            metric_list: [{metric: acc_bytes}]
            task:
              - one
              - task: two
                metric_list: [{metric: acc_norm}]
            """);
    List<TaskDefinition> tasks = TaskFiles.definitions(file);
    assertThat(tasks.get(0).metrics()).extracting(m -> m.name()).containsExactly("acc_bytes");
    assertThat(tasks.get(1).metrics()).extracting(m -> m.name()).containsExactly("acc_norm");
    assertThat(tasks.get(0).tags()).containsExactly("numbers", "odd");
  }

  @Test
  void all_members_that_are_not_there_are_named_at_once() {
    assertThatThrownBy(() -> names("group: g\ntask: [oen, one, tow]\n"))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("2 problems")
        .hasMessageContaining("did you mean one")
        .hasMessageContaining("did you mean two");
  }

  @Test
  void figures_of_a_group_are_taken_from_its_filters() {
    GroupMetric metric = new GroupMetric("acc", false, List.of("strict"));
    assertThat(metric.takes("strict")).isTrue();
    assertThat(metric.takes("none")).isFalse();
    assertThat(new GroupMetric("acc", true, List.of()).takes("any")).isTrue();
    GroupFigure.Member half = new GroupFigure.Member(0.5, OptionalDouble.of(0.1), 10);
    GroupFigure.Member all = new GroupFigure.Member(1, OptionalDouble.of(0.1), 30);
    assertThat(metric.figure(List.of(half, all)).value()).isEqualTo(0.75);
    assertThat(new GroupMetric("acc", true, List.of()).figure(List.of(half, all)).value())
        .isEqualTo(0.875);
  }

  private List<String> names(String yaml) throws IOException {
    return TaskFiles.definitions(write("tasks/groups/g.yaml", yaml)).stream()
        .map(TaskDefinition::name)
        .toList();
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
