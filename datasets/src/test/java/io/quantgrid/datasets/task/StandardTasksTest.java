package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StandardTasksTest {
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
  void every_group_has_members_that_are_there() {
    for (String name : StandardTasks.names()) {
      TaskFile file = TaskFile.load(StandardTasks.file(name));
      if (file.value("group").isPresent()) {
        GroupMetric.read(file);
        assertThat(file.strings("task"))
            .as(name)
            .isNotEmpty()
            .allMatch(StandardTasks.names()::contains);
      }
    }
  }
}
