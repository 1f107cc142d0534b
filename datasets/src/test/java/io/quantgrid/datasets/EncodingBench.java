package io.quantgrid.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.PromptTexts;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.Tokenizer;
import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.datasets.task.TaskFiles;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Documents per second from a file to token ids: loading, rendering and tokenizing questions with
 * four choices behind five examples, in units of 500 on two threads. By the clock, and by the time
 * of both threads, since other work on the machine takes the clock's.
 *
 * <p>System property: {@code bench.documents} (100000).
 */
@Tag("bench")
class EncodingBench {
  private static final int DOCUMENTS = Integer.getInteger("bench.documents", 100_000);
  private static final int UNIT = 500;
  private static final int THREADS = 2;
  private static final String[] WORDS =
      "which of these is the best way to tell how warm water moves in a large river near old stone"
          .split(" ");

  @TempDir Path folder;

  private static String sentence(Random random, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  private Task task(String sampler) throws IOException {
    Random random = new Random(3);
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("docs.jsonl"))) {
      for (int i = 0; i < DOCUMENTS; i++) {
        out.write(
            "{\"question\": \"%s %d?\", \"a\": \"%s\", \"b\": \"%s\", \"c\": \"%s\", \"d\": \"%s\", \"label\": %d}\n"
                .formatted(
                    sentence(random, 25),
                    i,
                    sentence(random, 5),
                    sentence(random, 5),
                    sentence(random, 5),
                    sentence(random, 5),
                    random.nextInt(4)));
      }
    }
    Path file = folder.resolve("task.yaml");
    Files.writeString(
        file,
        """
        task: questions
        dataset_path: json
        dataset_kwargs: {data_files: {test: docs.jsonl, train: docs.jsonl}}
        test_split: test
        fewshot_split: train
        num_fewshot: 5
        fewshot_config: {sampler: %s}
        output_type: multiple_choice
        doc_to_text: "{{question.strip()}}\\nA. {{a}}\\nB. {{b}}\\nC. {{c}}\\nD. {{d}}\\nAnswer:"
        doc_to_choice: ["A", "B", "C", "D"]
        doc_to_target: label
        metric_list: [{metric: acc}]
        """
            .formatted(sampler));
    return TaskFiles.tasks(file).get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"first_n", "default"})
  void documents_per_second(String sampler) throws Exception {
    Task task = task(sampler);
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(PocketModels.folder("pocket-s"))) {
      run(task, tokenizer, Math.min(DOCUMENTS, 20 * UNIT)); // warms up
      long before = used();
      long started = System.nanoTime();
      Work work = run(task, tokenizer, DOCUMENTS);
      double seconds = (System.nanoTime() - started) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "examples %-8s %d documents, %d tokens: %.1f s, %.0f a second; %.1f s of both threads,"
              + " %.0f a second on two cores; heap grew by %.1f MiB; load %.1f%n",
          sampler,
          DOCUMENTS,
          work.tokens(),
          seconds,
          DOCUMENTS / seconds,
          work.cpuSeconds(),
          DOCUMENTS / (work.cpuSeconds() / THREADS),
          (used() - before) / 1048576.0,
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
      assertThat(work.tokens()).isGreaterThan(DOCUMENTS);
    }
  }

  /**
   * @param cpuSeconds of the threads
   */
  private record Work(long tokens, double cpuSeconds) {}

  private static Work run(Task task, Tokenizer tokenizer, int documents) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Work>> units = new ArrayList<>();
      for (int from = 0; from < documents; from += UNIT) {
        int first = from;
        int end = Math.min(documents, from + UNIT);
        units.add(threads.submit(() -> unit(task, first, end, tokenizer)));
      }
      long tokens = 0;
      double seconds = 0;
      for (Future<Work> unit : units) {
        tokens += unit.get().tokens();
        seconds += unit.get().cpuSeconds();
      }
      return new Work(tokens, seconds);
    } finally {
      threads.shutdown();
    }
  }

  private static Work unit(Task task, int from, int to, Tokenizer tokenizer) {
    long started = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    PromptTexts prompts = new PromptTexts(tokenizer);
    long tokens = 0;
    for (Item item : task.items(from, to)) {
      String context = prompts.of(((Request.Loglikelihood) item.requests().get(0)).prompt());
      tokens += tokenizer.encode(context).length;
      for (Request request : item.requests()) {
        tokens +=
            tokenizer.encode(context + ((Request.Loglikelihood) request).continuation()).length;
      }
    }
    return new Work(
        tokens, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - started) / 1e9);
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
