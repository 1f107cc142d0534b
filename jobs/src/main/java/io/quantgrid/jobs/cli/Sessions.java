package io.quantgrid.jobs.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Spark sessions: what spark-submit or system properties say wins; without a master, this machine.
 */
final class Sessions {
  private Sessions() {}

  /**
   * Opens a session.
   *
   * @param threads that one task computes with; a local master gets as many slots as leave each
   *     that many cores, on a cluster a task asks for that many
   */
  static SparkSession open(String name, int threads) {
    SparkConf conf = new SparkConf();
    conf.setAppName("quantgrid " + name);
    boolean local = !conf.contains("spark.master") || conf.get("spark.master").startsWith("local");
    if (!conf.contains("spark.master")) {
      int slots = Math.max(1, Runtime.getRuntime().availableProcessors() / threads);
      conf.setMaster("local[" + slots + "]");
    }
    if (local) {
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing(
          "spark.sql.shuffle.partitions",
          Integer.toString(2 * Runtime.getRuntime().availableProcessors()));
    }
    if (!local) {
      conf.setIfMissing("spark.task.cpus", Integer.toString(threads));
    }
    conf.setIfMissing("spark.log.level", "WARN");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.sql.session.timeZone", "UTC");
    conf.setIfMissing(
        "spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/quantgrid-warehouse");
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
