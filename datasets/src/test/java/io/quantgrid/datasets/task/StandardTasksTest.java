package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.datasets.longcontext.GeneratedTask;
import io.quantgrid.datasets.read.DataFolder;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandardTasksTest {
  @TempDir Path folder;

  @Test
  void every_folder_with_a_family_is_in_the_index() throws IOException, URISyntaxException {
    Path root =
        Path.of(Objects.requireNonNull(StandardTasks.class.getResource("/tasks/index.txt")).toURI())
            .getParent();
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(StandardTasks.families().keySet())
          .containsExactlyElementsOf(
              files
                  .filter(file -> file.endsWith("family.yaml"))
                  .map(file -> root.relativize(file.getParent()).toString().replace('\\', '/'))
                  .sorted()
                  .toList());
    }
  }

  @Test
  void every_task_and_every_group_can_be_read() {
    List<String> problems = new ArrayList<>();
    for (String name : StandardTasks.names()) {
      try {
        Path file = StandardTasks.file(name);
        int tasks =
            TaskFiles.definitions(file).size()
                + TaskFiles.generated(file, TaskOptions.none()).size();
        assertThat(tasks).as(name).isPositive();
      } catch (TaskException e) {
        problems.add(name + ": " + e.getMessage());
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void groups_have_the_members_of_their_category() {
    assertThat(TaskFiles.definitions(StandardTasks.file("mmlu"))).hasSize(57);
    assertThat(TaskFiles.definitions(StandardTasks.file("mmlu_humanities")))
        .hasSize(13)
        .extracting(TaskDefinition::name)
        .contains("mmlu_formal_logic", "mmlu_world_religions");
    assertThat(TaskFiles.definitions(StandardTasks.file("bbh"))).hasSize(27);
  }

  @Test
  void the_groups_of_the_studies_have_all_their_types() throws IOException {
    assertThat(TaskFiles.definitions(StandardTasks.file("jin_ten")))
        .extracting(TaskDefinition::name)
        .contains("ceval_5shot_law", "followbench", "mmlu_5shot_anatomy", "bbq");
    assertThat(TaskFiles.definitions(StandardTasks.file("qllm_eval")))
        .extracting(TaskDefinition::name)
        .contains("wikitext", "gsm8k_cot", "truthfulqa_mc1", "mt_bench");
    assertThat(TaskFiles.generated(StandardTasks.file("qllm_eval"), TaskOptions.none()))
        .extracting(GeneratedTask::name)
        .containsExactly("longeval_lines", "longeval_topics");
    assertThat(TaskFiles.all(StandardTasks.file("ruler"), TaskOptions.none(), DataFolder.none()))
        .hasSize(8)
        .allSatisfy(task -> assertThat(task.items(0, 1)).hasSize(1));
  }

  @Test
  void a_group_may_list_generated_tasks_and_a_file_may_begin_with_one() throws IOException {
    Path mine = folder.resolve("mine.yaml");
    Files.writeString(mine, "include: needle\ntask: mine\nlengths: [3000]\ndepths: [50]\n");
    assertThat(TaskFiles.all(mine, TaskOptions.none(), DataFolder.none()))
        .hasSize(1)
        .allSatisfy(task -> assertThat(task.size()).isEqualTo(20));
    Path group = folder.resolve("long.yaml");
    Files.writeString(
        group,
        """
        group: long
        task:
          - {task: mine, samples: 3}
          - {task: other, generator: longeval_topics, lengths: [4000], samples: 2}
        """);
    TaskOptions shots = new TaskOptions(2, ChatForm.NONE, "", "");
    assertThat(TaskFiles.all(group, shots, DataFolder.none()))
        .extracting(Task::name, Task::size, Task::shots)
        .containsExactly(tuple("mine", 3, 0), tuple("long::other", 2, 0));
    Files.writeString(group, "group: long\ntask: [{task: other, generator: nedle}]\n");
    assertThatThrownBy(() -> TaskFiles.all(group, shots, DataFolder.none()))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("long.yaml: generator: nedle; did you mean needle?");
  }

  @Test
  void a_file_may_begin_with_a_standard_task_and_a_group_may_list_one() throws IOException {
    Path task = folder.resolve("mine.yaml");
    Files.writeString(task, "include: piqa\ntask: mine\nnum_fewshot: 2\n");
    TaskDefinition definition = TaskFiles.definitions(task).get(0);
    assertThat(definition.name()).isEqualTo("mine");
    assertThat(definition.shots()).isEqualTo(2);
    Path group = folder.resolve("all.yaml");
    Files.writeString(group, "group: all\ntask: [mine, arc_easy]\n");
    assertThat(TaskFiles.definitions(group))
        .extracting(TaskDefinition::name)
        .containsExactly("mine", "arc_easy");
  }

  @Test
  void data_that_is_missing_is_one_message_that_says_what_to_put_where() {
    assertThatThrownBy(() -> TaskFiles.tasks(StandardTasks.file("arc_easy")))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("allenai/ai2_arc")
        .hasMessageContaining("ARC-Easy")
        .hasMessageContaining("test");
  }
}
