package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksCheckGeneratedTest {
  @TempDir private Path folder;

  private Ran check(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("needle.yaml"), yaml);
    return Ran.of("tasks", "check", file.toString());
  }

  @Test
  void a_generated_task_is_shown_as_it_will_be_asked() throws Exception {
    Ran ran = check("generator: needle\nlengths: [900, 1500]\ndepths: [0, 100]\nsamples: 3\n");
    assertThat(ran.code()).isZero();
    assertThat(ran.outLines().get(0)).isEqualTo("needle: generate, 12 items");
    assertThat(ran.out()).contains("length=900").contains("Answer: According to the text");
    assertThat(ran.err()).isEqualTo("All is well.\n");
  }

  @Test
  void a_length_that_is_too_short_is_told() throws Exception {
    Ran ran = check("generator: needle\nlengths: [900, 150]\n");
    assertThat(ran.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(ran.err()).contains("lengths: 150 less 128 for the answer").contains("1 problem.");
  }
}
