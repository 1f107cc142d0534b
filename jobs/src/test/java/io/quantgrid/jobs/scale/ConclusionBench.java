package io.quantgrid.jobs.scale;

import com.sun.management.OperatingSystemMXBean;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.LocalSpark;
import io.quantgrid.jobs.analyse.Conclusion;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.sweep.Failures;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the tables and the page over many samples cost after Spark's start: files, seconds by the
 * clock and of all cores, and the most heap that was in use, garbage included, of driver and tasks
 * together, since they are one process here.
 *
 * <p>System properties: {@code bench.rows} (500000,5000000), {@code bench.slots} (2).
 */
@Tag("bench")
class ConclusionBench {
  private static final int WARM_UP_ROWS = 2700;
  private static final double MIB = 1024 * 1024;

  @TempDir private Path folder;

  @Test
  void tables_and_page_over_many_samples() throws Exception {
    try (SparkSession spark = LocalSpark.session(Integer.getInteger("bench.slots", 2))) {
      spark.conf().set("spark.sql.shuffle.partitions", "4"); // as the command line has it
      measure(spark, WARM_UP_ROWS);
      String rows = System.getProperty("bench.rows", "500000,5000000");
      for (long number : Arrays.stream(rows.split(",")).mapToLong(Long::parseLong).toArray()) {
        measure(spark, number);
      }
    }
  }

  private void measure(SparkSession spark, long rows) throws Exception {
    OutputFolder output =
        OutputFolder.open(folder.resolve("rows-" + rows).toString(), new Configuration());
    double start = System.nanoTime() / 1e9;
    PlanJson plan = ScaleData.write(spark, output, rows, 1);
    double written = System.nanoTime() / 1e9;
    double cpu = cpuSeconds();
    pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    System.gc();
    Conclusion.write(spark, plan, output, Failures.reasons(output));
    double concluded = System.nanoTime() / 1e9;
    double used = cpuSeconds() - cpu;
    long heap = pools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    System.out.printf(
        Locale.ROOT,
        "%9d rows in %d files: written in %.1f s, tables and page in %.1f s (CPU %.1f s), peak heap %.0f MiB%n",
        rows,
        output.published().current().size(),
        written - start,
        concluded - written,
        used,
        heap / MIB);
  }

  private static double cpuSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static Stream<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }
}
