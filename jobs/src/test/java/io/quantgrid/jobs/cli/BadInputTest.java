package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
  @TempDir Path folder;

  private Path sweep(String text) throws IOException {
    return Files.writeString(
        folder.resolve("sweep.yaml"), text.replace("OUT", folder.resolve("out").toString()));
  }

  private List<String> refused(String... args) {
    Ran ran = Ran.of(args);
    assertThat(ran.code()).describedAs(ran.err()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).doesNotContain("\tat ", "Exception");
    assertThat(folder.resolve("out")).doesNotExist();
    return ran.errLines();
  }

  @Test
  void all_mistakes_of_a_sweep_are_told_together() throws IOException {
    Path file =
        sweep(
            """
            output: OUT
            models: [pocket-x]
            formats: [w8a8-int, w99]
            tasks: [pocket_ethics]
            limit: {samples: 3}
            """);
    for (String command : List.of("run", "plan")) {
      assertThat(refused(command, file.toString()))
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .startsWith("Cannot read " + file)
                      .contains(":2", "models", "pocket-x (expected a model: one of ", "pocket-s"),
              line ->
                  assertThat(line)
                      .startsWith("Cannot read " + file)
                      .contains(":3", "formats", "w99: int of 99 bits (expected "),
              line ->
                  assertThat(line)
                      .startsWith("Cannot read " + file)
                      .contains(":5", "limit", "(expected ", "limits"),
              line -> assertThat(line).isEqualTo("3 problems; nothing was written."));
    }
  }

  @Test
  void a_model_that_is_not_there_is_a_mistake_of_the_sweep() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    Path file =
        sweep(
            """
            output: OUT
            models: [./none, ./empty, pocket-s]
            formats: [kv4]
            tasks: [pocket_ethics]
            """);
    assertThat(refused("run", file.toString()))
        .satisfiesExactly(
            line -> assertThat(line).contains("./none (expected a folder that exists)"),
            line -> assertThat(line).contains("empty has no config.json and no tokenizer.json"),
            line -> assertThat(line).isEqualTo("2 problems; nothing was written."));
  }

  @Test
  void a_sweep_that_is_not_there_or_an_override_of_nothing_is_one_line() throws IOException {
    Path none = folder.resolve("none.yaml");
    assertThat(refused("plan", none.toString()))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("Cannot read " + none)
        .contains("(expected ");
    Path file = sweep("{output: OUT, models: [pocket-s], formats: [kv4], tasks: [pocket_ethics]}");
    assertThat(refused("plan", file.toString(), "--set", "nonsense"))
        .hasSize(2)
        .first()
        .asString()
        .contains("nonsense", "(expected ");
  }

  @Test
  void an_output_that_cannot_be_written_is_refused_before_anything_runs() throws IOException {
    Path nowhere = Files.createSymbolicLink(folder.resolve("link"), Path.of("missing", "folder"));
    Path file = sweep("{output: OUT, models: [pocket-s], formats: [kv4], tasks: [pocket_ethics]}");
    assertThat(refused("run", file.toString(), "--set", "output=" + nowhere))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("Cannot write output " + nowhere)
        .contains("(expected a folder that can be made and written to)");
  }

  @Test
  void unknown_commands_and_options_are_refused_with_a_suggestion() {
    assertThat(refused("rnu", "x.yaml"))
        .anyMatch(line -> line.contains("Unmatched arguments from index 0: 'rnu', 'x.yaml'"));
    assertThat(refused("repor", "out"))
        .anyMatch(line -> line.contains("Did you mean: quantgrid report"));
    assertThat(refused("run", "--sett", "a=b", "x.yaml"))
        .containsExactly("Unknown options: '--sett', 'x.yaml'", "Possible solutions: --set");
    assertThat(refused("run"))
        .anyMatch(line -> line.contains("Missing required parameter: 'SWEEP'"));
    assertThat(refused("sql", "out"))
        .anyMatch(line -> line.contains("expected a SELECT in quotes, or --views"));
  }

  @Test
  void help_and_version_are_results() {
    Ran help = Ran.of("run", "--help");
    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).contains("Usage: quantgrid run", "0 all cells done, 1 some failed");
    assertThat(Ran.of("--version").out()).matches("quantgrid \\d+\\.\\d+\\.\\d+\\S*\\R");
    assertThat(Ran.of().out()).contains("Commands:", "run", "plan", "report", "sql", "doctor");
  }
}
