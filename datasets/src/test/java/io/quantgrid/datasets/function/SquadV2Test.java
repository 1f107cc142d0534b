package io.quantgrid.datasets.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Observations;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.task.LmEvalTask;
import io.quantgrid.datasets.task.TaskFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against SQuAD's script, see make_squad.py. */
class SquadV2Test {
  /** Sums of up to 60 doubles in another order. */
  private static final double ROUNDING = 1e-9;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MINE =
      """
      include: squadv2
      task: mine
      dataset_path: json
      dataset_kwargs: {data_files: {validation: questions.jsonl, train: questions.jsonl}}
      """;

  @TempDir Path folder;

  @BeforeEach
  void questions() throws IOException {
    try (InputStream in = SquadV2Test.class.getResourceAsStream("/squad/questions.jsonl")) {
      Files.copy(Objects.requireNonNull(in), folder.resolve("questions.jsonl"));
    }
  }

  private LmEvalTask task(String yaml) throws IOException {
    return TaskFiles.tasks(Files.writeString(folder.resolve("t.yaml"), yaml)).get(0);
  }

  @Test
  void every_value_and_every_figure_is_the_scripts() throws IOException {
    LmEvalTask task = task(MINE);
    List<String> lines = Files.readAllLines(folder.resolve("questions.jsonl"));
    List<Judgement> judged = new ArrayList<>();
    for (int i = 0; i < task.size(); i++) {
      JsonNode line = JSON.readTree(lines.get(i));
      Item item = task.items(i, i + 1).get(0);
      Judgement judgement =
          task.judge(
              item,
              List.of(
                  new Response.Text(line.get("said").textValue(), new int[0], 1),
                  new Response.Loglikelihood(line.get("logprob").doubleValue(), false, 1, 1)));
      assertThat(judgement.metrics().get("exact")).isEqualTo(100 * line.get("exact").doubleValue());
      assertThat(judgement.metrics().get("f1"))
          .isCloseTo(100 * line.get("f1").doubleValue(), within(ROUNDING));
      assertThat(judgement.correct()).contains(line.get("exact").intValue() == 1);
      judged.add(judgement);
    }
    JsonNode figures;
    try (InputStream in = SquadV2Test.class.getResourceAsStream("/squad/figures.json")) {
      figures = JSON.readTree(in);
    }
    for (MetricSpec spec : task.metrics()) {
      Aggregation aggregation = Aggregation.named(spec.aggregation());
      double[] values =
          judged.stream()
              .filter(one -> one.metrics().containsKey(spec.key()))
              .mapToDouble(one -> one.metrics().get(spec.key()))
              .toArray();
      double[][] statistics =
          judged.stream()
              .filter(one -> one.statistics().containsKey(spec.key()))
              .map(one -> one.statistics().get(spec.key()))
              .map(list -> list.stream().mapToDouble(Double::doubleValue).toArray())
              .toArray(double[][]::new);
      assertThat(aggregation.value(new Observations(values, new long[0], statistics)))
          .as(spec.name())
          .isCloseTo(figures.get(spec.name()).doubleValue(), within(ROUNDING));
    }
    assertThat(task.metrics())
        .extracting(MetricSpec::name)
        .containsExactly(
            "exact",
            "f1",
            "HasAns_exact",
            "HasAns_f1",
            "NoAns_exact",
            "NoAns_f1",
            "best_exact",
            "best_f1");
  }

  @Test
  void it_asks_for_an_answer_and_for_the_likelihood_of_having_none() throws IOException {
    Files.writeString(
        folder.resolve("questions.jsonl"),
        """
        {"id": "1", "title": "Rain", "context": "It rained.", "question": "When?", "answers": {"text": [], "answer_start": []}}
        {"id": "2", "title": "Sun", "context": "It shone.", "question": "Who?", "answers": {"text": ["It"], "answer_start": [0]}}
        """);
    LmEvalTask task = task(MINE);
    Item item = task.items(0, 1).get(0);
    Request.Generate asked = (Request.Generate) item.requests().get(0);
    assertThat(asked.prompt().text())
        .isEqualTo("Title: Rain\n\nBackground: It rained.\n\nQuestion: When?\n\nAnswer:");
    assertThat(asked.until()).containsExactly("\n");
    assertThat(item.requests().get(1))
        .isEqualTo(new Request.Loglikelihood(asked.prompt(), " unanswerable"));
    assertThat(item.facts()).isEqualTo(Map.of("category", "none"));
    assertThat(task.items(1, 2).get(0).facts()).isEqualTo(Map.of("category", "answer"));
  }

  @Test
  void what_it_cannot_do_without_is_told() throws IOException {
    assertThatThrownBy(() -> task(MINE + "also_scored: ['']\n"))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("also_scored");
    assertThatThrownBy(() -> task(MINE + "output_type: loglikelihood\n"))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("also_scored: [ unanswerable] (expected texts");
    LmEvalTask without = task(MINE + "also_scored: []\n");
    Item item = without.items(0, 1).get(0);
    assertThatThrownBy(() -> without.judge(item, List.of(new Response.Text("a", new int[0], 1))))
        .isInstanceOf(TaskException.class)
        .hasMessageContainingAll("questions.jsonl:1", "expected also_scored with one");
  }
}
