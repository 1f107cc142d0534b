package io.quantgrid.datasets;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.evaluate.EvaluationSettings;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.ModelEvaluator;
import io.quantgrid.core.evaluate.Reference;
import io.quantgrid.core.evaluate.References;
import io.quantgrid.core.evaluate.SampleResult;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.StopTokens;
import io.quantgrid.core.text.Tokenizer;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Items per minute of one core, from text to judged rows: as a baseline, which keeps what others
 * are compared with, and as a variant, which is compared. In float32, with the batch that sweeps
 * have by default. The best of several runs by the thread's own time, since other work on the
 * machine only ever slows.
 *
 * <p>System properties: {@code bench.samples} per task (200), {@code bench.runs} (3), {@code
 * bench.model} (pocket-m), {@code bench.tasks}.
 */
@Tag("bench")
class ChoiceBench {
  private static final int SAMPLES = Integer.getInteger("bench.samples", 200);
  private static final int RUNS = Integer.getInteger("bench.runs", 3);
  private static final String MODEL = System.getProperty("bench.model", "pocket-m");
  private static final List<String> TASKS =
      List.of(
          System.getProperty(
                  "bench.tasks",
                  "pocket_next_sentence,pocket_mapping,pocket_deduction,pocket_ethics,pocket_stories")
              .split(","));

  private final Engine engine = Engines.named("torch");
  private final StandardCatalog catalog = new StandardCatalog();

  @Test
  void items_per_minute_of_one_core() throws IOException {
    Path folder = PocketModels.folder(MODEL);
    System.out.printf(
        Locale.ROOT,
        "%s, %s %s, load %.1f, OPENBLAS_CORETYPE %s%n",
        MODEL,
        engine.name(),
        engine.version(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE")).orElse("unset"));
    System.out.printf(
        "%-24s %6s | %10s %10s%n", "items per minute", "items", "baseline", "variant");
    engine.threads(1);
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        Tokenizer tokenizer = HuggingFaceTokenizer.open(folder);
        CausalModel model =
            Models.load(
                engine,
                Models.config(checkpoint.config(), MODEL),
                new VariantWeights(engine, checkpoint),
                Computation.in(DType.FLOAT32))) {
      ModelEvaluator evaluator =
          new ModelEvaluator(
              model,
              tokenizer,
              new EvaluationSettings(32, 64, 1),
              StopTokens.of(folder),
              ModelEvaluator.maxLength(model.config(), tokenizer));
      for (String name : TASKS) {
        Task task = catalog.tasks(new TaskRef(Optional.of(name), Optional.empty())).get(0);
        report(evaluator, task);
      }
    }
  }

  private static void report(ModelEvaluator evaluator, Task task) {
    List<Item> items = task.items(0, Math.min(SAMPLES, task.size()));
    double baseline = Double.MAX_VALUE;
    double variant = Double.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      List<Reference> left = new ArrayList<>();
      long start = nanoseconds();
      for (SampleResult result : evaluator.evaluate(task, items, Optional.empty())) {
        left.add(result.reference().orElseThrow());
      }
      baseline = Math.min(baseline, (nanoseconds() - start) / 1e9);
      Optional<References> references = Optional.of(References.of(left));
      start = nanoseconds();
      evaluator.evaluate(task, items, references);
      variant = Math.min(variant, (nanoseconds() - start) / 1e9);
    }
    System.out.printf(
        Locale.ROOT,
        "%-24s %6d | %10.0f %10.0f%n",
        task.name(),
        items.size(),
        60 * items.size() / baseline,
        60 * items.size() / variant);
  }

  private static long nanoseconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
