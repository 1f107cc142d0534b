package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files of a folder are, where lm-evaluation-harness has more than one way to say it. */
final class TaskIndexTest {
  @TempDir Path folder;

  @Test
  void a_python_class_is_a_task_of_its_own_whatever_group_it_names() throws IOException {
    Files.writeString(
        folder.resolve("a.yaml"), "group: scrolls\ntask: scrolls_a\nclass: !function task.A\n");
    Files.writeString(
        folder.resolve("b.yaml"), "group: scrolls\ntask: scrolls_b\nclass: !function task.B\n");
    assertThat(TaskIndex.of(folder).files()).containsOnlyKeys("scrolls_a", "scrolls_b");
  }

  @Test
  void an_escaped_slash_in_quotes_is_a_slash() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.yaml"),
            "task: \"\uD83D\uDE00 1\\/2 and 1\\/3\"\ndescription: '1\\/2'\ndoc_to_text: \"\\\\/\"\n");
    assertThat(TaskYaml.read(file))
        .containsAllEntriesOf(
            Map.of(
                "task", "\uD83D\uDE00 1/2 and 1/3", "description", "1\\/2", "doc_to_text", "\\/"));
  }

  @Test
  void another_escape_is_an_error_all_the_same() throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "task: \"1\\/2 \\q\"\n");
    assertThatThrownBy(() -> TaskYaml.read(file))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("unknown escape character q");
  }
}
