package io.quantgrid.jobs.scale;

import com.jerolba.carpet.CarpetWriter;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.Partition;
import io.quantgrid.jobs.storage.UnitName;
import io.quantgrid.jobs.sweep.FailureRecord;
import io.quantgrid.jobs.sweep.Failures;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Writes the output of a sweep that never ran: plan, samples and failures as a run leaves them,
 * with the effects of {@link ScaleVariant} planted. The same seed and number of rows give the same
 * rows.
 */
public final class ScaleData {
  private ScaleData() {}

  /** A file of the samples table: a model and a task, all variants. */
  private record Part(int model, ScaleTask task) implements java.io.Serializable {}

  /**
   * Writes, one file per model and task, spread over the cluster.
   *
   * @param rows at least as many are written, up to one more per cell
   * @return the plan
   */
  public static PlanJson write(SparkSession spark, OutputFolder folder, long rows, long seed)
      throws IOException {
    ScalePlan plan = ScalePlan.of(seed, rows);
    List<Part> parts = new ArrayList<>();
    for (int model = 0; model < ScalePlan.MODELS.size(); model++) {
      for (ScaleTask task : ScaleTask.values()) {
        parts.add(new Part(model, task));
      }
    }
    JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(parts, parts.size())
        .foreach(part -> write(folder, plan, part));
    fail(folder, plan);
    PlanJson json = plan.json();
    folder.write("plan.json", new String(json.write(), StandardCharsets.UTF_8));
    return json;
  }

  private static void write(OutputFolder folder, ScalePlan plan, Part part) throws IOException {
    List<ScaleVariant> variants =
        ScaleVariant.ALL.stream()
            .filter(variant -> !ScalePlan.isFailed(part.model(), variant, part.task()))
            .sorted(
                Comparator.comparing(variant -> plan.cellId(part.model(), variant, part.task())))
            .toList();
    List<WorkUnit> units =
        variants.stream()
            .flatMap(
                variant -> plan.units(plan.cellId(part.model(), variant, part.task())).stream())
            .toList();
    Partition partition = new Partition(ScalePlan.MODELS.get(part.model()), part.task().text());
    try (Attempt attempt = folder.attempt("scale")) {
      try (CarpetWriter<SampleRow> writer = SampleTable.writer(attempt.path(), partition, units)) {
        for (ScaleVariant variant : variants) {
          ScaleRows rows = new ScaleRows(plan, part.model(), variant, part.task());
          for (long document = 0; document < plan.items(); document++) {
            writer.write(rows.row(document));
          }
        }
      }
      attempt.publish(OutputFolder.mergedFile(partition, units));
    }
  }

  private static void fail(OutputFolder folder, ScalePlan plan) throws IOException {
    for (int model = 0; model < ScalePlan.MODELS.size(); model++) {
      for (ScaleVariant variant : ScaleVariant.ALL) {
        for (ScaleTask task : ScaleTask.values()) {
          if (ScalePlan.isFailed(model, variant, task)) {
            String unit = UnitName.of(plan.units(plan.cellId(model, variant, task)).get(0));
            Failures.write(
                folder,
                new FailureRecord(
                    unit,
                    FailureRecord.Kind.MEMORY,
                    "Cannot hold the cache: generated failure (expected more memory)",
                    "",
                    "scale",
                    "generated",
                    Instant.EPOCH));
          }
        }
      }
    }
  }
}
