package io.quantgrid.jobs;

import org.apache.spark.sql.SparkSession;

/** A real Spark in this JVM that talks to nobody else. */
public final class LocalSpark {
  private LocalSpark() {}

  public static SparkSession session(int slots) {
    return session("local[" + slots + "]");
  }

  public static SparkSession session(String master) {
    return SparkSession.builder()
        .master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.executor.memory", "700m")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
        .getOrCreate();
  }
}
