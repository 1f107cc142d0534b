package io.quantgrid.jobs.sweep;

import com.sun.management.OperatingSystemMXBean;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Reference;
import io.quantgrid.core.evaluate.References;
import io.quantgrid.core.evaluate.SampleResult;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.grid.Cell;
import io.quantgrid.core.grid.EngineInfo;
import io.quantgrid.core.grid.Plan;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.Planner;
import io.quantgrid.core.grid.SweepException;
import io.quantgrid.core.grid.SweepReader;
import io.quantgrid.core.grid.Units;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.core.quantize.Quantizer;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.jobs.LocalSpark;
import io.quantgrid.jobs.analyse.Conclusion;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a sweep costs over the evaluation that is in it: the quickstart's grid, once as a bare loop
 * over core (quantize, load, evaluate the plan's units; no Spark, no tables, references in memory),
 * once as a whole run on one task slot with tables and page. Both warm, in one JVM, one after the
 * other.
 *
 * <p>System properties: {@code bench.samples} per cell (400), {@code bench.runs} of each (1), and
 * {@code bench.models}, {@code bench.formats}, {@code bench.tasks} for a part of the grid.
 */
@Tag("bench")
class SweepBench {
  private static final int SAMPLES = Integer.getInteger("bench.samples", 400);
  private static final int RUNS = Integer.getInteger("bench.runs", 1);
  private static final int WARM_UP_SAMPLES = 2;

  private static final String QUICKSTART =
      """
      name: bench
      output: %s
      models: [%s]
      formats: [%s]
      methods: [rtn]
      tasks: [%s]
      limits: {samples: %d}
      """;

  @TempDir private Path folder;

  @Test
  void a_sweep_costs_little_more_than_the_evaluation_in_it() throws Exception {
    print("%d samples per cell, load %.1f", SAMPLES, system().getSystemLoadAverage());
    try (SparkSession spark = LocalSpark.session(1)) {
      Plan warmUp = plan("warm-up", WARM_UP_SAMPLES);
      sweep(spark, warmUp, new Stages());
      for (int run = 0; run < RUNS; run++) {
        Stages stages = new Stages();
        stages.stage("bare loop");
        long samples = bare(plan("bare-" + run, SAMPLES));
        Cost bare = stages.end();
        Plan plan = plan("sweep-" + run, SAMPLES);
        Stages parts = new Stages();
        sweep(spark, plan, parts);
        Cost whole = parts.end();
        parts.print();
        print("%-12s %s", "bare loop", bare.text(samples));
        print("%-12s %s", "sweep", whole.text(samples));
        print(
            "overhead: %.1f %% by wall, %.1f %% by CPU",
            100 * (whole.wall / bare.wall - 1), 100 * (whole.cpu / bare.cpu - 1));
        Stages again = new Stages();
        sweep(spark, plan, again);
        Cost second = again.end();
        print("second run: %.1f s, CPU %.1f s", second.wall, second.cpu);
        again.print();
      }
    }
  }

  private Plan plan(String output, int samples) throws SweepException {
    String yaml =
        QUICKSTART.formatted(
            folder.resolve(output),
            System.getProperty("bench.models", "pocket-s, pocket-m"),
            System.getProperty(
                "bench.formats", "w8a8-fp, w8a8-int, w4a16-int-g128, w4a8, w3, w2, kv8, kv4, kv2"),
            System.getProperty("bench.tasks", "pocket"),
            samples);
    return Planner.plan(
        new SweepReader(Engines.names()).read(yaml, "bench.yaml", Path.of("."), List.of()),
        new StandardCatalog(),
        EngineInfo.of(Engines.named("torch")),
        Engines.named("torch")::hasLowBit);
  }

  private static void sweep(SparkSession spark, Plan plan, Stages stages) throws Exception {
    stages.stage("open");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    OutputFolder output = OutputFolder.open(plan.sweep().output(), context.hadoopConfiguration());
    SweepOutcome outcome =
        new SweepRunner(context, StandardCatalog::new, stages)
            .run(plan, output, SweepRunner.Crashers.SKIP);
    stages.stage("tables, page");
    Conclusion.write(spark, PlanJson.of(plan), output, outcome.failures());
    if (!outcome.allDone()) {
      throw new IllegalStateException("Cannot measure: " + outcome.failures());
    }
  }

  /** The same units in the plan's order: a variant's cells stand together, baselines first. */
  private static long bare(Plan plan) throws Exception {
    OutputFolder output = OutputFolder.open(plan.sweep().output(), new Configuration());
    RunSettings settings =
        new RunSettings(
            "bare",
            plan.sweep().name(),
            output,
            StandardCatalog::new,
            plan.sweep().engine(),
            plan.sweep().dtype(),
            plan.sweep().compute(),
            plan.sweep().batch(),
            plan.sweep().topK(),
            plan.sweep().threads(),
            plan.sweep().embeddings(),
            1, // holds the variant in use, no other
            0);
    Map<String, List<Reference>> references = new HashMap<>();
    long samples = 0;
    Worker worker = Worker.of(settings);
    try {
      Set<String> quantized = new HashSet<>();
      for (Cell cell : plan.cells()) {
        VariantSpec variant = VariantSpec.of(cell.variant());
        if (variant.hasQuantizedWeights() && quantized.add(variant.weightsId())) {
          quantize(worker, output, variant);
        }
        Task task = worker.task(cell.taskRef(), cell.task(), cell.taskDigest());
        List<Reference> left =
            references.computeIfAbsent(cell.baselineId(), key -> new ArrayList<>());
        Optional<References> lookup =
            cell.isBaseline() ? Optional.empty() : Optional.of(References.of(left));
        try (var lease = worker.variant(variant)) {
          for (WorkUnit unit : Units.of(cell)) {
            List<Item> items = task.items(unit.first(), unit.end());
            List<SampleResult> results =
                lease.value().evaluator(settings.evaluation()).evaluate(task, items, lookup);
            samples += results.size();
            results.stream().flatMap(result -> result.reference().stream()).forEach(left::add);
          }
        }
      }
    } finally {
      Worker.release();
    }
    return samples;
  }

  private static void quantize(Worker worker, OutputFolder output, VariantSpec variant)
      throws IOException {
    try (Attempt attempt = output.attempt("bare")) {
      Quantizer.write(
          worker.model(variant).folder(),
          variant.parsedFormat(),
          variant.parsedRecipe(),
          attempt.path());
      attempt.publish(OutputFolder.variantFolder(variant.weightsId()));
    }
  }

  private static OperatingSystemMXBean system() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }

  /** Seconds by the clock and of the process on all cores. */
  private record Cost(double wall, double cpu) {
    static Cost now() {
      return new Cost(System.nanoTime() / 1e9, system().getProcessCpuTime() / 1e9);
    }

    Cost since(Cost start) {
      return new Cost(wall - start.wall, cpu - start.cpu);
    }

    String text(long samples) {
      return String.format(
          Locale.ROOT,
          "%7.1f s, CPU %7.1f s, %6.0f samples/s, %6.0f per CPU second",
          wall,
          cpu,
          samples / wall,
          samples / cpu);
    }
  }

  /** What each stage of a run costs. */
  private static final class Stages implements ProgressListener {
    private final Cost start = Cost.now();
    private Cost last = start;
    private String name = "start";
    private final StringBuilder table = new StringBuilder();

    void stage(String next) {
      stage(next, 0);
    }

    @Override
    public void stage(String next, int pieces) {
      Cost now = Cost.now();
      Cost cost = now.since(last);
      table.append(
          String.format(Locale.ROOT, "  %-12s %7.2f s, CPU %7.2f s%n", name, cost.wall, cost.cpu));
      last = now;
      name = next + (pieces == 0 ? "" : " " + pieces);
    }

    @Override
    public void ended(PieceResult result) {}

    Cost end() {
      stage("end", 0);
      return last.since(start);
    }

    void print() {
      System.out.print(table);
    }
  }
}
