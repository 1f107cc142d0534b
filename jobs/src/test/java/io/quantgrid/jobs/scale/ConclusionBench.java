package io.quantgrid.jobs.scale;

import com.sun.management.OperatingSystemMXBean;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.LocalSpark;
import io.quantgrid.jobs.analyse.Conclusion;
import io.quantgrid.jobs.analyse.ViewScript;
import io.quantgrid.jobs.analyse.Views;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.sweep.Failures;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the tables, the page and the views over many samples cost after Spark's start: files,
 * seconds by the clock and of all cores, and the most heap that was in use, garbage included, of
 * driver and tasks together, since they are one process here. Three views beside DuckDB's time for
 * the same statements over the same files in as many threads.
 *
 * <p>System properties: {@code bench.rows} (500000,5000000), {@code bench.slots} (2), {@code
 * bench.warm} (2700; 0 for none): rows that are concluded before.
 */
@Tag("bench")
class ConclusionBench {
  /** That each sample is behind. */
  private static final List<String> CANONICAL = List.of("paired", "divergence", "by_category");

  private static final int RUNS = 3;
  private static final double MIB = 1024 * 1024;

  @TempDir private Path folder;

  @Test
  void tables_and_page_over_many_samples() throws Exception {
    try (SparkSession spark = LocalSpark.session(Integer.getInteger("bench.slots", 2))) {
      spark.conf().set("spark.sql.shuffle.partitions", "4"); // as the command line has it
      int warm = Integer.getInteger("bench.warm", 2700);
      if (warm > 0) {
        conclude(spark, warm);
      }
      String rows = System.getProperty("bench.rows", "500000,5000000");
      for (long number : Arrays.stream(rows.split(",")).mapToLong(Long::parseLong).toArray()) {
        OutputFolder output = conclude(spark, number);
        query(spark, output);
      }
    }
  }

  private OutputFolder conclude(SparkSession spark, long rows) throws Exception {
    OutputFolder output =
        OutputFolder.open(folder.resolve("rows-" + rows).toString(), new Configuration());
    double start = System.nanoTime() / 1e9;
    PlanJson plan = ScaleData.write(spark, output, rows, 1);
    double written = System.nanoTime() / 1e9;
    double cpu = cpuSeconds();
    System.gc();
    HeapPeak peak = HeapPeak.watch();
    Conclusion.write(spark, plan, output, Failures.reasons(output));
    double concluded = System.nanoTime() / 1e9;
    double used = cpuSeconds() - cpu;
    long heap = peak.end();
    System.out.printf(
        Locale.ROOT,
        "%9d rows in %d files: written in %.1f s, tables and page in %.1f s (CPU %.1f s), peak heap %.0f MiB%n",
        rows,
        output.published().current().size(),
        written - start,
        concluded - written,
        used,
        heap / MIB);
    return output;
  }

  /** Each view after it was run once, the fastest of three runs. */
  private static void query(SparkSession spark, OutputFolder output) throws Exception {
    Views.register(spark, output);
    double all = 0;
    Map<String, Double> seconds = new TreeMap<>();
    for (String view : Views.NAMES) {
      double first = seconds(() -> run(spark, view));
      seconds.put(view, fastest(() -> run(spark, view)));
      all += first;
      System.out.printf(
          Locale.ROOT, "  view %-20s first %.2f s, then %.2f s%n", view, first, seconds.get(view));
    }
    System.out.printf(Locale.ROOT, "  all %d views, first run: %.1f s%n", Views.NAMES.size(), all);
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("SET threads = " + Integer.getInteger("bench.slots", 2));
      for (String sql : ViewScript.DUCKDB.statements(output)) {
        statement.execute(sql);
      }
      for (String view : CANONICAL) {
        double theirs = fastest(() -> count(statement, view));
        System.out.printf(
            Locale.ROOT,
            "  %-12s Spark %.2f s, DuckDB %.2f s, ratio %.1f%n",
            view,
            seconds.get(view),
            theirs,
            seconds.get(view) / theirs);
      }
    }
  }

  private static void run(SparkSession spark, String view) {
    spark.table(view).write().format("noop").mode(SaveMode.Overwrite).save();
  }

  private static void count(Statement statement, String view) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT * FROM " + view)) {
      while (rows.next()) {
        rows.getObject(1);
      }
    }
  }

  /** What may throw. */
  private interface Work {
    void run() throws Exception;
  }

  private static double seconds(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double fastest(Work work) throws Exception {
    double fastest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < RUNS; i++) {
      fastest = Math.min(fastest, seconds(work));
    }
    return fastest;
  }

  private static double cpuSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  /** The most heap in use, garbage included, looked at twenty times a second. */
  private static final class HeapPeak {
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Thread thread = new Thread(this::look, "heap-peak");
    private long most; // of the thread until it has ended

    static HeapPeak watch() {
      HeapPeak peak = new HeapPeak();
      peak.thread.setDaemon(true);
      peak.thread.start();
      return peak;
    }

    private void look() {
      while (open.get()) {
        most = Math.max(most, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        LockSupport.parkNanos(50_000_000);
      }
    }

    long end() throws InterruptedException {
      open.set(false);
      thread.join();
      return most;
    }
  }
}
