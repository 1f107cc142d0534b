package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.evaluate.GroupFigure;
import io.quantgrid.core.evaluate.GroupFigure.Member;
import io.quantgrid.jobs.analyse.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep over a group: its own figures stand beside those of its tasks. */
class GroupsTest {
  private static final double EXACT = 1e-12;
  @TempDir static Path folder;
  private static Session session;

  @BeforeAll
  static void run() throws IOException {
    session = Session.open("tests", 1);
    for (int task = 0; task < 2; task++) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 4 + 5 * task; i++) {
        lines.append(
            "{\"q\": \"The dog number %d is\", \"answer\": %d}%n".formatted(i, (i + task) % 2));
      }
      Files.writeString(folder.resolve("data" + task + ".jsonl"), lines);
      Files.writeString(
          folder.resolve("task" + task + ".yaml"),
          """
          task: task%d
          dataset_path: json
          dataset_kwargs: {data_files: {test: data%d.jsonl}}
          test_split: test
          output_type: multiple_choice
          doc_to_text: "{{q}}"
          doc_to_choice: [happy, sad]
          doc_to_target: answer
          metric_list: [{metric: acc}, {metric: acc_norm}]
          """
              .formatted(task, task));
    }
    Path group =
        Files.writeString(
            folder.resolve("group.yaml"),
            """
            group: both
            task: [task0, task1]
            aggregate_metric_list:
              - {metric: acc, weight_by_size: true}
              - {metric: acc_norm, weight_by_size: false}
            """);
    Path sweep =
        Files.writeString(
            folder.resolve("sweep.yaml"),
            """
            name: groups
            output: %s
            models: [pocket-s]
            formats: [w4a16-int-g128]
            tasks: [{file: %s}]
            """
                .formatted(folder.resolve("out"), group));
    Ran ran = Ran.of("run", sweep.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    Views.register(
        session.spark(), Outputs.existing(new Configuration(), folder.resolve("out").toString()));
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void a_figure_of_a_group_is_pooled_from_its_tasks_as_its_file_says() {
    List<Row> rows = rows("SELECT * FROM groups ORDER BY position");
    assertThat(rows).hasSize(4);
    for (Row row : rows) {
      String metric = row.getAs("metric");
      boolean bySize = metric.equals("acc");
      List<Member> members = members(row.getAs("variant"), metric);
      GroupFigure expected =
          bySize ? GroupFigure.weightedBySize(members) : GroupFigure.unweighted(members);
      assertThat(row.<String>getAs("task_group")).isEqualTo("both");
      assertThat(row.<Boolean>getAs("weight_by_size")).isEqualTo(bySize);
      assertThat(row.<Integer>getAs("tasks")).isEqualTo(2);
      assertThat(row.<Integer>getAs("expected_tasks")).isEqualTo(2);
      assertThat(row.<Long>getAs("items")).isEqualTo(4 + 9);
      assertThat(row.<Double>getAs("value")).isCloseTo(expected.value(), within(EXACT));
      assertThat(row.<Double>getAs("value_stderr"))
          .isCloseTo(expected.standardError().orElseThrow(), within(EXACT));
    }
  }

  @Test
  void a_group_is_compared_with_itself_on_the_baseline() {
    for (Row row : rows("SELECT * FROM groups")) {
      double before =
          rows("SELECT value FROM groups WHERE baseline AND metric = '" + row.getAs("metric") + "'")
              .get(0)
              .getDouble(0);
      assertThat(row.<Double>getAs("baseline_value")).isEqualTo(before);
      assertThat(row.<Double>getAs("recovery"))
          .isCloseTo(100 * row.<Double>getAs("value") / before, within(EXACT));
    }
  }

  @Test
  void groups_are_exported_as_lm_eval_writes_them() throws IOException {
    Path to = folder.resolve("written");
    Ran ran =
        Ran.of(
            "samples", folder.resolve("out").toString(), "--to", "lm-eval", "--out", to.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    Path file;
    try (Stream<Path> files = Files.list(to.resolve("pocket-s__w4a16-int-g128__rtn"))) {
      file =
          files.filter(one -> one.getFileName().toString().startsWith("results")).findFirst().get();
    }
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertThat(root.at("/group_subtasks/both"))
        .extracting(JsonNode::asText)
        .containsExactly("task0", "task1");
    JsonNode group = root.at("/groups/both");
    assertThat(root.at("/results/both")).isEqualTo(group);
    assertThat(root.at("/higher_is_better/both/acc").asBoolean()).isTrue();
    for (Row row : rows("SELECT * FROM groups WHERE NOT baseline")) {
      String metric = row.getAs("metric");
      assertThat(group.get(metric + ",none").asDouble())
          .isCloseTo(row.<Double>getAs("value"), within(EXACT));
      assertThat(group.get(metric + "_stderr,none").asDouble())
          .isCloseTo(row.<Double>getAs("value_stderr"), within(EXACT));
    }
  }

  @Test
  void the_page_shows_them() throws IOException {
    assertThat(Files.readString(folder.resolve("out/report/index.html")))
        .contains("<section id=\"groups\"", "both<br><small>acc, 2 tasks</small>");
  }

  private static List<Member> members(String variant, String metric) {
    return rows("SELECT metrics, stderrs, samples FROM cells WHERE variant = '" + variant + "'")
        .stream()
        .map(
            row -> {
              Map<String, Double> values = row.getJavaMap(0);
              Map<String, Double> errors = row.getJavaMap(1);
              return new Member(
                  values.get(metric), OptionalDouble.of(errors.get(metric)), row.getLong(2));
            })
        .toList();
  }

  private static List<Row> rows(String query) {
    return session.spark().sql(query).collectAsList();
  }
}
