package io.quantgrid.jobs.sweep;

import io.quantgrid.core.grid.Cell;
import io.quantgrid.core.grid.EngineInfo;
import io.quantgrid.core.grid.Plan;
import io.quantgrid.core.grid.Planner;
import io.quantgrid.core.grid.Sweep;
import io.quantgrid.core.grid.SweepException;
import io.quantgrid.core.grid.SweepReader;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.jobs.LocalSpark;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.SampleFile;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Small real sweeps over the pocket model. */
final class PocketSweep {
  static final List<String> FORMATS = List.of("w4a16-int-g32", "kv4");
  static final List<String> TASKS = List.of("pocket_ethics", "pocket_instruction");

  private PocketSweep() {}

  /** A plan whose units are small, so that there are many. */
  static Plan plan(String output, List<String> formats, List<String> tasks, int samples)
      throws SweepException {
    String yaml =
        """
        name: test
        output: %s
        models: [pocket-s]
        formats: [%s]
        methods: [rtn]
        tasks: [%s]
        limits: {samples: %d}
        """
            .formatted(output, String.join(", ", formats), String.join(", ", tasks), samples);
    Sweep sweep = new SweepReader(Engines.names()).read(yaml, "test.yaml", Path.of("."), List.of());
    Plan plan =
        Planner.plan(
            sweep,
            new StandardCatalog(),
            EngineInfo.of(Engines.named("torch")),
            Engines.named("torch")::hasLowBit);
    return cells(plan, cell -> cell(cell, cell.taskDigest(), 8));
  }

  static Plan cells(Plan plan, UnaryOperator<Cell> change) {
    return new Plan(
        plan.sweep(),
        plan.engine(),
        plan.models(),
        plan.variants(),
        plan.cells().stream().map(change).toList(),
        plan.groups(),
        plan.calibrations(),
        plan.merged(),
        plan.dropped(),
        plan.remarks());
  }

  static Cell cell(Cell c, String taskDigest, int unitSize) {
    return new Cell(
        c.id(),
        c.baselineId(),
        c.variant(),
        c.taskRef(),
        c.task(),
        taskDigest,
        c.kind(),
        c.type(),
        c.shots(),
        c.metrics(),
        c.samples(),
        c.repeats(),
        unitSize,
        c.secondsPerSample(),
        c.memoryBytes());
  }

  static SweepOutcome run(Plan plan, int slots) throws Exception {
    return run(plan, slots, StandardCatalog::new);
  }

  static SweepOutcome run(Plan plan, int slots, CatalogSource catalogs) throws Exception {
    try (SparkSession spark = LocalSpark.session(slots)) {
      return new SweepRunner(
              JavaSparkContext.fromSparkContext(spark.sparkContext()),
              catalogs,
              ProgressListener.silent())
          .run(plan, folder(plan), SweepRunner.Crashers.SKIP);
    }
  }

  static OutputFolder folder(Plan plan) throws IOException {
    return OutputFolder.open(plan.sweep().output(), new Configuration());
  }

  /** The table in order, without what may differ between two runs. */
  static List<String> table(Plan plan) throws IOException {
    OutputFolder folder = folder(plan);
    List<String> rows = new ArrayList<>();
    for (SampleFile file : folder.published().current()) {
      try (var read = SampleTable.rows(folder.input(file.path()))) {
        read.forEachRemaining(row -> rows.add(file.partition() + " " + withoutProvenance(row)));
      }
    }
    rows.sort(null);
    return rows;
  }

  private static String withoutProvenance(SampleRow row) {
    String text = row.toString();
    return text.substring(0, text.indexOf(", seconds="));
  }
}
