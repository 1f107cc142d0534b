package io.quantgrid.jobs.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quantgrid.jobs.cli.SmallQuickstart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The notebooks in real Jupyter, over a small quickstart: with the Jupyter on the PATH, or that
 * which JUPYTER names. What they show is left in target/notebooks.
 */
@Tag("notebooks")
class NotebooksIT {
  private static final int MOST_MINUTES = 15;
  private static final Path SHOWN = Path.of("target/notebooks").toAbsolutePath();

  @TempDir static Path folder;
  private static Optional<Path> jupyter;

  @BeforeAll
  static void lay() throws IOException {
    jupyter = jupyter();
    Files.createDirectories(SHOWN);
    Files.createDirectories(folder.resolve("out"));
    Files.createDirectories(folder.resolve("notebooks"));
    Files.createSymbolicLink(folder.resolve("out/quickstart"), Path.of(SmallQuickstart.output()));
    for (Notebook notebook : Notebook.all()) {
      Files.copy(
          notebook.file(), folder.resolve("notebooks").resolve(notebook.file().getFileName()));
    }
  }

  private static Optional<Path> jupyter() {
    String named = System.getenv("JUPYTER");
    return named != null
        ? Optional.of(Path.of(named))
        : Arrays.stream(System.getenv("PATH").split(":"))
            .map(place -> Path.of(place, "jupyter"))
            .filter(Files::isExecutable)
            .findFirst();
  }

  static Stream<Notebook> notebooks() throws IOException {
    return Notebook.all().stream();
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void every_notebook_runs(Notebook notebook) throws Exception {
    assumeThat(jupyter).as("Jupyter").isPresent();
    if (notebook.language().equals("python")) {
      Path python = jupyter.get().resolveSibling("python");
      assumeThat(ran(python, "-c", "import pyspark, pandas, matplotlib")).isZero();
    }
    Path there = folder.resolve("notebooks").resolve(notebook.toString());
    Path launcher = Notebook.FOLDER.resolve("jupyter");
    int code =
        ran(
            launcher,
            "nbconvert",
            "--to=notebook",
            "--execute",
            "--output-dir=" + SHOWN,
            there.toString());
    assertThat(code).as(Files.readString(log())).isZero();
    assertThat(SHOWN.resolve(notebook.toString())).isNotEmptyFile();
  }

  private static Path log() {
    return folder.resolve("log.txt");
  }

  private static int ran(Path program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JUPYTER", jupyter.orElseThrow().toString());
    Process process = builder.redirectOutput(log().toFile()).start();
    try {
      assertThat(process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
      return process.exitValue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
