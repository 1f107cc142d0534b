package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.jobs.analyse.BaseTable;
import io.quantgrid.jobs.analyse.ViewScript;
import io.quantgrid.jobs.analyse.Views;
import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every view against plain loops over the same rows, and against DuckDB over the same files. */
class ViewsTest {
  /** Sums of the same doubles in another order; atanh and tanh in other libraries. */
  private static final double ROUNDING = 1e-9;

  private static final List<String> KEYS =
      List.of(
          "cell",
          "variant",
          "doc_id",
          "dimension",
          "category",
          "model",
          "perplexity_task",
          "task",
          "other_task");

  private static final Map<String, List<Map<String, Object>>> TABLES = new HashMap<>();

  private static Session session;
  private static ViewedSweep sweep;
  private static SparkSession spark;
  private static ExpectedViews expected;
  private static Connection duckdb;

  @TempDir Path empty;

  @BeforeAll
  static void open() throws IOException, SQLException {
    session = Session.open("tests", 1);
    sweep = ViewedSweep.shared(session.spark());
    spark = sweep.registered(session.spark());
    expected =
        new ExpectedViews(sweep.samples(), table("cells"), table("variants"), table("comparisons"));
    duckdb = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = duckdb.createStatement()) {
      for (String sql : ViewScript.DUCKDB.statements(sweep.output())) {
        statement.execute(sql);
      }
    }
  }

  @AfterAll
  static void close() throws SQLException {
    duckdb.close();
    session.close();
  }

  private static List<Map<String, Object>> table(String name) {
    return TABLES.computeIfAbsent(name, key -> ViewedSweep.rows(spark.table(key)));
  }

  static Stream<String> names() {
    return Views.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_view_holds_what_plain_loops_give(String view) {
    List<Map<String, Object>> rows = expected.of(view);
    assertThat(rows).isNotEmpty();
    assertSame(view, byKey(table(view), rows.get(0)), byKey(rows, rows.get(0)));
  }

  @ParameterizedTest
  @MethodSource("names")
  void duckdb_finds_the_same(String view) throws SQLException {
    List<Map<String, Object>> ours = table(view);
    List<Map<String, Object>> theirs = inDuckDb("SELECT * FROM " + view);
    assertThat(theirs.get(0).keySet()).containsExactlyElementsOf(ours.get(0).keySet());
    assertSame(view, byKey(theirs, ours.get(0)), byKey(ours, ours.get(0)));
  }

  private static List<Map<String, Object>> inDuckDb(String query) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Statement statement = duckdb.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnName(i), result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static Map<List<Object>, Map<String, Object>> byKey(
      List<Map<String, Object>> rows, Map<String, Object> like) {
    Map<List<Object>, Map<String, Object>> byKey = new HashMap<>();
    for (Map<String, Object> row : rows) {
      List<Object> key = new ArrayList<>();
      KEYS.stream().filter(like::containsKey).forEach(name -> key.add(row.get(name)));
      assertThat(byKey.put(key, row)).describedAs("two rows of %s", key).isNull();
    }
    return byKey;
  }

  private static void assertSame(
      String view,
      Map<List<Object>, Map<String, Object>> found,
      Map<List<Object>, Map<String, Object>> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (key, row) ->
            row.forEach(
                (name, value) -> {
                  Object other = found.get(key).get(name);
                  String where = view + " " + key + " " + name;
                  if (value instanceof Double number && other instanceof Double its) {
                    assertThat(its)
                        .describedAs(where)
                        .isEqualTo(number, within(ROUNDING * Math.max(1, Math.abs(number))));
                  } else if (value instanceof Number number && other instanceof Number its) {
                    assertThat(its.longValue()).describedAs(where).isEqualTo(number.longValue());
                  } else {
                    assertThat(other).describedAs(where).isEqualTo(value);
                  }
                }));
  }

  @Test
  void the_sweep_has_what_views_look_at() {
    assertThat(table("flips")).isNotEmpty();
    assertThat(table("by_category").stream().map(row -> row.get("dimension")))
        .contains("task_type", "shots", "length", "depth");
    assertThat(table("correlation").stream().map(row -> row.get("pearson_low")))
        .anyMatch(low -> low != null);
    assertThat(table("texts").stream().map(row -> row.get("repeated_tokens"))).doesNotContainNull();
  }

  @Test
  void an_output_without_results_gives_empty_views_with_the_same_columns() throws Exception {
    OutputFolder none = OutputFolder.open(empty.toString(), new Configuration());
    SparkSession own = session.spark().newSession();
    Views.register(own, none);
    SparkSession scripted = session.spark().newSession();
    ViewScript.SPARK.statements(none).forEach(scripted::sql);
    try (Connection other = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = other.createStatement()) {
      for (String sql : ViewScript.DUCKDB.statements(none)) {
        statement.execute(sql);
      }
      for (String view : Views.NAMES) {
        String[] columns = spark.table(view).columns();
        assertThat(own.table(view).columns()).containsExactly(columns);
        assertThat(own.table(view).isEmpty()).describedAs(view).isTrue();
        assertThat(scripted.table(view).columns()).containsExactly(columns);
        try (ResultSet result = statement.executeQuery("SELECT * FROM " + view)) {
          assertThat(result.next()).isFalse();
          assertThat(result.getMetaData().getColumnCount()).isEqualTo(columns.length);
        }
      }
    }
  }

  @Test
  void the_statements_for_spark_make_the_same_views() throws IOException {
    SparkSession own = session.spark().newSession();
    ViewScript.SPARK.statements(sweep.output()).forEach(own::sql);
    for (String view : List.of("flips", "pareto")) {
      List<Map<String, Object>> ours = table(view);
      assertSame(
          view, byKey(ViewedSweep.rows(own.table(view)), ours.get(0)), byKey(ours, ours.get(0)));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void the_page_explains_every_column(String view) throws IOException {
    String page = Files.readString(Launcher.PROJECT.resolve("docs/analysis.md"));
    String before = page.substring(0, page.indexOf("\n## recovery"));
    String section = page.substring(page.indexOf("\n## " + view + "\n"));
    section = section.substring(0, section.indexOf("```sql"));
    for (String column : spark.table(view).columns()) {
      assertThat(before + section).describedAs(view).contains("`" + column + "`");
    }
  }

  @Test
  void examples_of_the_page_run_in_both() throws IOException, SQLException {
    String page = Files.readString(Launcher.PROJECT.resolve("docs/analysis.md"));
    Matcher example = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(page);
    int seen = 0;
    for (; example.find(); seen++) {
      assertThat(inDuckDb(example.group(1)))
          .describedAs(example.group(1))
          .hasSameSizeAs(spark.sql(example.group(1)).collectAsList());
    }
    assertThat(seen).isEqualTo(Views.NAMES.size());
  }

  @Test
  void tables_have_the_columns_that_views_rely_on_and_no_others() {
    for (BaseTable table : List.of(BaseTable.CELLS, BaseTable.VARIANTS)) {
      assertThat(spark.table(table.title()).schema().toDDL().replace(" NOT NULL", ""))
          .isEqualTo(table.schema().toDDL());
    }
    String layers = sweep.output().uri("variants") + "/*/layers/layers.parquet";
    assertThat(spark.read().parquet(layers).schema().toDDL().replace(" NOT NULL", ""))
        .isEqualTo(BaseTable.LAYERS.schema().toDDL());
  }
}
