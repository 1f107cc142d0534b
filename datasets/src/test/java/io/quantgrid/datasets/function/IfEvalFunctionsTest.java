package io.quantgrid.datasets.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.datasets.task.TaskFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IfEvalFunctionsTest {
  @TempDir private Path folder;

  @Test
  void a_task_of_the_folder_judges_by_instructions() throws Exception {
    Path tasks = Files.createDirectories(folder.resolve("ifeval"));
    Files.writeString(
        tasks.resolve("data.jsonl"),
        """
        {"prompt": "Ask.", "instruction_id_list": ["punctuation:no_comma", "startend:quotation"], \
        "kwargs": [{}, {"unused": null}]}
        """);
    Path file =
        Files.writeString(
            tasks.resolve("ifeval.yaml"),
            """
            task: ifeval
            dataset_path: json
            dataset_kwargs: {data_files: {train: data.jsonl}}
            test_split: train
            output_type: generate_until
            doc_to_text: prompt
            doc_to_target: 0
            generation_kwargs: {until: [], max_gen_toks: 1280, do_sample: false, temperature: 0.0}
            process_results: !function utils.process_results
            metric_list:
              - metric: prompt_level_strict_acc
                aggregation: mean
              - metric: inst_level_loose_acc
                aggregation: ratio
            """);
    Task task = TaskFiles.tasks(file).get(0);
    Item item = task.items(0, 1).get(0);
    Judgement judgement =
        task.judge(item, List.of(new Response.Text("no comma", new int[] {1}, 1)));
    assertThat(task.metrics()).extracting(MetricSpec::aggregation).containsExactly("mean", "ratio");
    assertThat(judgement.metrics())
        .containsEntry("prompt_level_strict_acc", 0.0)
        .containsEntry("inst_level_loose_acc", 0.5);
    assertThat(judgement.statistics()).containsEntry("inst_level_loose_acc", List.of(1.0, 2.0));
    assertThat(judgement.correct()).contains(false);
    assertThat(FunctionLibraries.find(tasks, "utils.agg_inst_level_acc").orElseThrow().function())
        .isEqualTo(new TaskFunction.OfCorpus(Aggregation.RATIO));
  }
}
