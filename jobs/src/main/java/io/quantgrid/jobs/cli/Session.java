package io.quantgrid.jobs.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * The Spark that a command works on. What spark-submit or system properties say wins; without a
 * master, this machine. A session that is already there, as in a notebook, is used and left
 * running.
 */
public final class Session implements AutoCloseable {
  /** Plans of many columns are never printed; without room for them Spark warns that it cut one. */
  private static final String PLAN_FIELDS = "10000";

  private final SparkSession spark;
  private final Runnable end;

  private Session(SparkSession spark, Runnable end) {
    this.spark = spark;
    this.end = end;
  }

  /**
   * Opens a session.
   *
   * @param threads that one task computes with; a local master gets as many slots as leave each
   *     that many cores, on a cluster a task asks for that many
   */
  public static Session open(String name, int threads) {
    Option<SparkSession> there = SparkSession.getDefaultSession();
    if (there.isDefined() && !there.get().sparkContext().isStopped()) {
      return new Session(there.get().newSession(), () -> {});
    }
    SparkSession spark = SparkSession.builder().config(conf(name, threads)).getOrCreate();
    return new Session(spark, spark::stop);
  }

  private static SparkConf conf(String name, int threads) {
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
    if (conf.contains("spark.submit.deployMode")) { // spark-submit logs by its own settings
      conf.setIfMissing("spark.log.level", "WARN");
    }
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.sql.debug.maxToStringFields", PLAN_FIELDS);
    conf.setIfMissing("spark.sql.session.timeZone", "UTC");
    conf.setIfMissing(
        "spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/quantgrid-warehouse");
    return conf;
  }

  public SparkSession spark() {
    return spark;
  }

  @Override
  public void close() {
    end.run();
  }
}
