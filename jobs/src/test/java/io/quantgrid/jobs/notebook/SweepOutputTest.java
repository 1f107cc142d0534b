package io.quantgrid.jobs.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.jobs.cli.Session;
import io.quantgrid.jobs.cli.SmallQuickstart;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepOutputTest {
  private static Session session;
  private static SweepOutput sweep;
  @TempDir Path folder;

  @BeforeAll
  static void open() {
    session = Session.open("tests", 1);
    sweep = SweepOutput.open(SmallQuickstart.output());
  }

  @AfterAll
  static void close() {
    sweep.close();
    session.close();
  }

  @Test
  void it_says_what_it_is() {
    assertThat(sweep)
        .hasToString(
            "quickstart: 1 models, 3 variants, 2 tasks\ntables: "
                + String.join(", ", sweep.tables()));
    assertThat(sweep.tables()).contains("cells", "layers", "samples", "variants").isSorted();
  }

  @Test
  void an_answer_prints_as_a_table() {
    Answer answer =
        sweep.sql(
            "SELECT format, count(*) AS n, nullif(1, 1) AS none FROM samples GROUP BY format ORDER BY format");
    assertThat(answer)
        .hasToString(
            """
            format     n  none
            baseline  48  NULL
            w2        48  NULL
            w8a8-fp   48  NULL
            """);
    assertThat(answer.upright()).startsWith("format  | baseline\nn       | 48\nnone    | NULL\n\n");
    assertThat(answer.columns()).containsExactly("format", "n", "none");
    assertThat(answer.number(1, "n")).hasValue(48);
    assertThat(answer.number(1, "none")).isEmpty();
    assertThat(answer.text(2, "format")).isEqualTo("w8a8-fp");
  }

  @Test
  void small_numbers_are_written_out() {
    assertThat(sweep.sql("SELECT 0.0001D AS a, -0.00012D AS b, 1e-9D AS c, 1e300D AS d, 2D AS e"))
        .hasToString(
            "     a         b       c        d    e\n0.0001  -0.00012  1.0E-9  1.0E300  2.0\n");
  }

  @Test
  void the_first_thousand_rows_are_fetched() {
    Answer answer = sweep.sql("SELECT id AS id, 'a\\nb' AS id FROM range(1001)");
    assertThat(answer.size()).isEqualTo(1000);
    assertThat(answer.toString()).endsWith("Only the first 1000 rows are here.\n");
    assertThat(answer.upright()).startsWith("id  | 0\nid  | a\n    | b\n\n");
    assertThat(sweep.sql("SELECT id FROM range(1000)").toString()).doesNotContain("Only");
  }

  @Test
  void a_question_is_shown_as_it_was_asked() {
    assertThat(sweep.question("pocket_mapping", 3))
        .startsWith("item 3 (pocket_mapping)\ncontext\n  |");
    assertThatThrownBy(() -> sweep.question("pocket_mapping", 1_000_000))
        .hasMessageStartingWith("Cannot show item 1000000 of pocket_mapping (expected 0 to ");
    assertThatThrownBy(() -> sweep.question("pocket_maping", 0))
        .hasMessageContaining("pocket_maping");
  }

  @Test
  void charts_are_drawn_and_saved() throws Exception {
    assertThat(sweep.sql("SELECT 1 AS x").bars("x", "x", "x").titled("What is left").image())
        .hasToString("[picture: What is left]");
    Answer answer =
        sweep.sql(
            "SELECT * FROM VALUES ('a', 'x', 1, 2D), ('a', 'y', 2, 30D), ('b', 'y', 3, NULL), ('b', 'x', 4, 0D) AS t(series, name, x, y)");
    for (Chart chart :
        new Chart[] {
          answer.lines("x", "y", "series").titled("lines").axes("bits", "recovery"),
          answer.points("x", "y", "series", "name").logX().logY(),
          answer.bars("name", "y", "series"),
          sweep.sql("SELECT 1 AS x, 2 AS y, 's' AS series WHERE false").lines("x", "y", "series"),
          sweep.sql("SELECT 1 AS x, 2 AS y, 's' AS series WHERE false").bars("x", "y", "series")
        }) {
      Path file = chart.save(folder.resolve("chart.png"));
      assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(chart.image().getWidth());
    }
  }

  @Test
  void what_cannot_be_done_is_said() {
    assertThatThrownBy(() -> sweep.sql("SELECT nothing FROM samples"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot run the query: ")
        .hasMessageContaining("nothing");
    Answer answer = sweep.sql("SELECT 'a' AS x, 1 AS y");
    assertThatThrownBy(() -> answer.lines("z", "y", "x"))
        .hasMessage("Cannot find column z (expected one of [x, y])");
    assertThatThrownBy(() -> answer.lines("x", "y", "x"))
        .hasMessage("Cannot take x as numbers: a (expected a column of numbers)");
    assertThatThrownBy(() -> SweepOutput.open(folder.toString()))
        .hasMessageContaining("no plan.json in it");
  }
}
