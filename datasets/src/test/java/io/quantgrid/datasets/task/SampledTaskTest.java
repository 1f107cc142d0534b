package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sampled and repeated generation, as task files say it. */
class SampledTaskTest {
  private static final String TASK =
      """
      task: sums
      dataset_path: json
      dataset_kwargs: {data_files: {test: docs.jsonl}}
      test_split: test
      doc_to_text: "{{q}}"
      doc_to_target: a
      metric_list: [{metric: exact_match}]
      """;

  @TempDir Path folder;

  private LmEvalTask task(String more) throws IOException {
    return task(TASK, more);
  }

  private LmEvalTask task(String yaml, String more) throws IOException {
    Files.writeString(folder.resolve("docs.jsonl"), "{\"q\": \"1+1=\", \"a\": \"2\"}\n");
    Path file = Files.writeString(folder.resolve("t.yaml"), yaml + more);
    return TaskFiles.tasks(file).get(0);
  }

  private static List<Request.Generate> requests(LmEvalTask task) {
    return task.items(0, 1).get(0).requests().stream().map(Request.Generate.class::cast).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                     | 0   | 1   | 0",
        "{do_sample: false, temperature: 0.7}                   | 0   | 1   | 0",
        "{do_sample: true}                                      | 0   | 1   | 0",
        "{do_sample: true, temperature: 0}                      | 0   | 1   | 0",
        "{temperature: 0.7}                                     | 0.7 | 1   | 50",
        "{do_sample: true, temperature: 1, top_p: 0.9}          | 1   | 0.9 | 50",
        "{do_sample: true, temperature: 0.2, top_k: 0}          | 0.2 | 1   | 0",
        "{temperature: 0.2, top_p: 1, top_k: -1}                | 0.2 | 1   | 0"
      })
  void sampling_is_read_as_the_harness_reads_it(
      String kwargs, double temperature, double topP, int topK) throws IOException {
    Sampling sampling = requests(task("generation_kwargs: " + kwargs + "\n")).get(0).sampling();
    assertThat(sampling.temperature()).isEqualTo(temperature);
    assertThat(sampling.topP()).isEqualTo(topP);
    assertThat(sampling.topK()).isEqualTo(topK);
    assertThat(sampling.seed()).isEqualTo(temperature == 0 ? 0 : 1234);
  }

  @Test
  void a_seed_of_the_tasks_own_is_taken() throws IOException {
    assertThat(requests(task("generation_kwargs: {temperature: 1, seed: 5}\n")))
        .extracting(request -> request.sampling().seed())
        .containsExactly(5L);
  }

  @Test
  void repeats_ask_the_same_several_times_and_filters_see_all_answers() throws IOException {
    LmEvalTask task =
        task(
            """
            repeats: 3
            generation_kwargs: {temperature: 1}
            filter_list:
              - {name: first, filter: [{function: take_first}]}
              - {name: vote, filter: [{function: majority_vote}, {function: take_first}]}
            """);
    assertThat(task.repeats()).isEqualTo(3);
    assertThat(requests(task)).extracting(Request.Generate::repeat).containsExactly(0, 1, 2);
    assertThat(requests(task))
        .extracting(Request.Generate::prompt)
        .containsOnly(requests(task).get(0).prompt());
    Item item = task.items(0, 1).get(0);
    Judgement judgement = task.judge(item, List.of(said("3"), said("2"), said("2")));
    assertThat(judgement.metrics())
        .containsEntry("exact_match,first", 0.0)
        .containsEntry("exact_match,vote", 1.0);
    assertThat(judgement.output()).contains("3");
  }

  private static Response said(String text) {
    return new Response.Text(text, new int[0], 1);
  }

  @Test
  void what_is_scored_is_scored_once() throws IOException {
    LmEvalTask task =
        task(TASK.replace("exact_match", "acc"), "output_type: loglikelihood\nrepeats: 4\n");
    assertThat(task.repeats()).isEqualTo(1);
    assertThat(task.items(0, 1).get(0).requests()).hasSize(1);
  }
}
