package io.quantgrid.jobs.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.jobs.cli.Session;
import io.quantgrid.jobs.cli.SmallQuickstart;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The notebooks' Java cells over a small quickstart, and what is stored in all of them. */
class NotebooksTest {
  /** What notebooks open: the quickstart's output from their folder. */
  private static final String OPENED = "\"../out/quickstart\"";

  /** A path on somebody's machine: home folders, temporary ones, drives. */
  private static final Pattern ABSOLUTE =
      Pattern.compile("(?<![\\w.])/(home|root|tmp|Users|work|mnt)/|\\b[A-Z]:\\\\");

  private static Session session;

  @BeforeAll
  static void open() {
    session = Session.open("tests", 1);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  static List<Notebook> notebooks() throws IOException {
    return Notebook.all();
  }

  static List<Notebook> javaNotebooks() throws IOException {
    return Notebook.all().stream().filter(one -> one.language().equals("java")).toList();
  }

  @ParameterizedTest
  @MethodSource("javaNotebooks")
  void every_cell_runs(Notebook notebook) {
    String output = '"' + SmallQuickstart.output().replace("\\", "\\\\") + '"';
    assertThat(String.join("\n", notebook.cells())).contains(OPENED);
    try (JavaCells shell = new JavaCells()) {
      for (String cell : notebook.cells()) {
        assertThat(shell.problems(cell.replace(OPENED, output))).as(cell).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void what_is_stored_shows_results_and_nothing_of_a_machine(Notebook notebook) {
    assertThat(notebook.outputs()).hasSizeGreaterThan(notebook.cells().size() / 2);
    assertThat(notebook.outputs())
        .noneMatch(output -> output.get("output_type").asText().equals("error"))
        .noneMatch(output -> output.path("name").asText().equals("stderr"))
        .noneMatch(output -> ABSOLUTE.matcher(output.toString()).find());
  }

  @Test
  void a_cell_that_is_rejected_or_throws_is_a_problem() {
    try (JavaCells shell = new JavaCells()) {
      assertThat(shell.problems("int one = 1; int two = one + 1;")).isEmpty();
      assertThat(shell.problems("two + one")).isEmpty();
      assertThat(shell.problems("int three = \"3\";")).singleElement().asString().contains("int");
      assertThat(shell.problems("1 / (one - 1)"))
          .singleElement()
          .asString()
          .contains("ArithmeticException");
      assertThat(shell.problems("List.of(one").get(0)).contains("ends within");
      assertThat(shell.problems("nothing.here()")).isNotEmpty();
    }
  }
}
