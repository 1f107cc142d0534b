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

  @Test
  void csv_is_inert_in_a_spreadsheet() {
    Ran ran =
        Ran.of(
            "sql",
            output,
            "--format",
            "csv",
            "SELECT '=1+1' AS a, '+x' AS `@b`, -0.5D AS c, -1e-20D AS d, '\\tx' AS e, 'a \"b\", c'"
                + " AS f, CAST(NULL AS INT) AS g, map('k', 'v') AS h, '-' AS i");
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            "a,'@b,c,d,e,f,g,h,i\n"
                + "'=1+1,'+x,-0.5,-1.0E-20,'\tx,\"a \"\"b\"\","
                + " c\",,\"{\"\"k\"\":\"\"v\"\"}\",'-\n");
  }

  @Test
  void json_has_an_object_a_line_with_every_column() {
    Ran ran =
        Ran.of(
            "sql",
            output,
            "--format",
            "json",
            "SELECT 'a\"\\n</script>' AS `x.y`, NULL AS b, 1.5D AS c, array(1, 2) AS d, true AS e"
                + " FROM range(2)");
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    assertThat(ran.outLines())
        .hasSize(2)
        .containsOnly(
            "{\"x.y\":\"a\\\"\\n</script>\",\"b\":null,\"c\":1.5,\"d\":[1,2],\"e\":true}");
    Ran twice = Ran.of("sql", output, "--format", "json", "SELECT 1 AS a, 2 AS a");
    assertThat(twice.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(twice.err()).contains("two columns are named a");
  }

  @Test
  void rows_of_csv_and_json_are_limited_on_demand_alone() {
    String many = "SELECT id FROM range(2500)";
    assertThat(Ran.of("sql", output, "--format", "csv", many).outLines()).hasSize(2501);
    Ran few = Ran.of("sql", output, "--format", "json", "--rows", "2", many);
    assertThat(few.outLines()).containsExactly("{\"id\":0}", "{\"id\":1}");
    assertThat(few.err()).contains("Only the first 2 rows");
  }

  @Test
  void views_are_printed_as_statements() {
    Ran ran = Ran.of("sql", output, "--views", "--for", "duckdb");
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    assertThat(ran.out())
        .contains("CREATE OR REPLACE VIEW samples AS")
        .contains("CREATE OR REPLACE VIEW efficiency AS");
    assertThat(Ran.of("sql", output).code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(Ran.of("sql", output, "SELECT 1", "--views").code()).isEqualTo(Quantgrid.BAD_INPUT);
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
