package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standard task over documents that its function makes of those in the file. */
class ProcessedDocumentsTest {
  @TempDir Path folder;

  @Test
  void a_function_changes_the_documents_that_are_evaluated() throws IOException {
    LmEvalTask task =
        task(
            "hellaswag",
            """
            {"activity_label": "Baking", "ctx_a": "A man stands.", "ctx_b": "he", "endings": ["a [x]", "b"], "label": "1"}
            """);
    Item item = task.items(0, 1).get(0);
    assertThat(item.requests())
        .containsExactly(
            new Request.Loglikelihood("Baking: A man stands. He", " a "),
            new Request.Loglikelihood("Baking: A man stands. He", " b"));
    assertThat(item.target()).isEqualTo("1");
  }

  @Test
  void a_function_may_leave_documents_out_but_not_all() throws IOException {
    String pair = "{\"premise\": \"p\", \"hypothesis\": \"h\", \"label\": %d}\n";
    assertThat(task("snli", pair.formatted(-1) + pair.formatted(2)).size()).isEqualTo(1);
    assertThatThrownBy(() -> task("snli", pair.formatted(-1)))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("process_docs");
  }

  @Test
  void a_document_that_a_function_cannot_use_is_named() {
    assertThatThrownBy(() -> task("hellaswag", "{\"ctx_a\": \"x\"}\n").items(0, 1))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("docs.jsonl")
        .hasMessageContaining("ctx_b");
  }

  @Test
  void metrics_of_a_function_are_put_together_as_their_names_say() throws IOException {
    Files.writeString(folder.resolve("docs.jsonl"), "{\"page\": \" One day . \"}\n");
    Path file =
        Files.write(
            folder.resolve("task.yaml"),
            List.of(
                "include: wikitext",
                "task: wikitext",
                "dataset_path: json",
                "dataset_kwargs: {data_files: {test: docs.jsonl}}",
                "test_split: test",
                "metric_list: [{metric: word_perplexity}, {metric: bits_per_byte}]"));
    assertThat(TaskFiles.tasks(file).get(0).metrics())
        .extracting(MetricSpec::name, MetricSpec::aggregation, MetricSpec::higherIsBetter)
        .containsExactly(
            tuple("word_perplexity", "weighted_perplexity", false),
            tuple("bits_per_byte", "bits_per_byte", false));
  }

  private LmEvalTask task(String name, String documents) throws IOException {
    Files.writeString(folder.resolve("docs.jsonl"), documents);
    Path file =
        Files.write(
            folder.resolve("task.yaml"),
            List.of(
                "include: " + name,
                "task: " + name,
                "dataset_path: json",
                "dataset_kwargs: {data_files: {test: docs.jsonl}}",
                "test_split: test"));
    return TaskFiles.tasks(file).get(0);
  }
}
