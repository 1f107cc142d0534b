package io.quantgrid.jobs.sweep;

import io.quantgrid.core.grid.Plan;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.Sweep;
import io.quantgrid.jobs.storage.Cleaning;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.OutputInUseException;
import io.quantgrid.jobs.storage.OutputLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs what is missing of a plan. A failure of a unit is a record and costs its cell alone; the run
 * goes on. Running again does only what is not there yet.
 */
public final class SweepRunner {
  /**
   * Most bytes of loaded variants per executor; without it, half of {@code
   * spark.executor.memoryOverhead}, or where that is not set half of the machine's memory beside
   * the heap.
   */
  public static final String CACHE_BYTES = "spark.quantgrid.cache.bytes";

  private final JavaSparkContext spark;
  private final CatalogSource catalogs;
  private final ProgressListener listener;

  /** What is done about units that have taken two processes with them. */
  public enum Crashers {
    /** They stay failed. */
    SKIP,
    /** They are tried again. */
    RETRY
  }

  public SweepRunner(JavaSparkContext spark, CatalogSource catalogs, ProgressListener listener) {
    this.spark = spark;
    this.catalogs = catalogs;
    this.listener = listener;
  }

  /**
   * Runs on an output folder, which belongs to this run meanwhile. Writes sweep.yaml and plan.json
   * first.
   *
   * @throws OutputInUseException when another run has the folder; nothing is written then
   * @throws IOException when the folder cannot be read or written
   */
  public SweepOutcome run(Plan plan, OutputFolder folder, Crashers crashers)
      throws IOException, OutputInUseException {
    try (OutputLock lock = OutputLock.acquire(folder)) {
      folder.write("sweep.yaml", plan.sweep().text());
      folder.write("plan.json", new String(PlanJson.of(plan).write(), StandardCharsets.UTF_8));
      Cleaning.orphans(folder);
      SweepRun run = new SweepRun(spark, settings(plan, folder), plan, lock, listener);
      return run.run(crashers);
    } finally {
      if (spark.isLocal()) {
        Worker.release();
      }
    }
  }

  private RunSettings settings(Plan plan, OutputFolder folder) {
    Sweep sweep = plan.sweep();
    return new RunSettings(
        UUID.randomUUID().toString(),
        sweep.name(),
        folder,
        catalogs,
        sweep.engine(),
        sweep.dtype(),
        sweep.compute(),
        sweep.batch(),
        sweep.topK(),
        sweep.threads(),
        sweep.embeddings(),
        cacheBytes(),
        sweep.memoryLimit().orElse(0));
  }

  /**
   * An executor that a cluster manager watches must stay within what was asked for beside its heap.
   */
  private long cacheBytes() {
    long overhead = spark.getConf().getSizeAsMb("spark.executor.memoryOverhead", "0") << 20;
    return spark.getConf().getSizeAsBytes(CACHE_BYTES, (spark.isLocal() ? 0 : overhead / 2) + "b");
  }
}
