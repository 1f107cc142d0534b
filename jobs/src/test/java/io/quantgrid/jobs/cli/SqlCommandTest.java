package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlCommandTest {
  private static Session session;
  private static String output;

  @BeforeAll
  static void open() throws IOException {
    session = Session.open("tests", 1);
    output = SmallSweep.shared().output().toString();
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static Ran sql(String query) {
    Ran ran = Ran.of("sql", output, query);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    return ran;
  }

  @Test
  void all_three_tables_are_there() {
    assertThat(
            sql("SELECT task, format, count(*) AS n FROM samples WHERE model = 'pocket-s'"
                    + " GROUP BY ALL ORDER BY 1, 2")
                .outLines())
        .hasSize(1 + SmallSweep.CELLS)
        .startsWith("task                format    n", "pocket_ethics       baseline  6");
    assertThat(sql("SELECT count(*) AS n FROM cells WHERE status = 'done'").out())
        .isEqualTo("n\n9\n");
    assertThat(sql("SELECT format FROM variants ORDER BY position").out())
        .isEqualTo("format\nbaseline\nw8a8-int\nkv4\n");
  }

  @Test
  void an_audit_for_gpus_says_what_it_needs() {
    Ran ran = Ran.of("gpu-audit", output);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("RAPIDS").contains("--jars").contains("spark.plugins");
  }

  @Test
  void every_kind_of_value_is_printed_on_one_line() {
    assertThat(
            sql("SELECT NULL AS a, -0.5D AS b, 'x\\ny' AS c, map('k', 1.5D) AS d, array(1, 2) AS e,"
                    + " 1 AS f, 2 AS f")
                .outLines())
        .containsExactly(
            "   a     b  c     d           e       f  f",
            "NULL  -0.5  x\\ny  {k -> 1.5}  [1, 2]  1  2");
    assertThat(sql("SELECT cell FROM samples WHERE false").out()).isEqualTo("cell\n");
  }

  @Test
  void more_rows_than_asked_for_are_left_out_and_that_is_said() {
    Ran ran = Ran.of("sql", output, "--rows", "2", "SELECT doc_id FROM samples ORDER BY 1");
    assertThat(ran.code()).isZero();
    assertThat(ran.outLines()).containsExactly("doc_id", "     0", "     0");
    assertThat(ran.errLines())
        .containsExactly("Only the first 2 rows are shown (--rows shows more).");
    Ran none = Ran.of("sql", output, "--rows", "0", "SELECT 1");
    assertThat(none.code()).isEqualTo(Quantgrid.BAD_INPUT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM sample | `sample`",
        "SELECT acc FROM samples | `acc`",
        "SELEKT 1 | SELEKT",
        "SELECT 1 FROM samples WHERE ( | end of input",
        "SELECT 1 / (doc_id - doc_id) FROM samples | zero",
        "SELECT CAST(task AS INT) FROM samples | pocket_",
      })
  void a_wrong_query_is_one_clear_line(String query, String says) {
    Ran ran = Ran.of("sql", output, query);
    assertThat(ran.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.errLines())
        .singleElement()
        .asString()
        .startsWith("Cannot run the query: ")
        .contains(says);
  }
}
