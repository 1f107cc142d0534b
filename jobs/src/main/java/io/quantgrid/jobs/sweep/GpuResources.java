package io.quantgrid.jobs.sweep;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/** One GPU per task, on clusters whose executors declare GPUs. */
final class GpuResources {
  private static final String EXECUTOR = "spark.executor.resource.gpu.";

  private GpuResources() {}

  /** What to ask for; empty in local mode, without GPUs, or when the task amount is configured. */
  static Optional<ResourceProfile> of(SparkContext spark) {
    SparkConf conf = spark.getConf();
    if (spark.isLocal()
        || !conf.contains(EXECUTOR + "amount")
        || conf.contains("spark.task.resource.gpu.amount")) {
      return Optional.empty();
    }
    ResourceProfileBuilder profile =
        new ResourceProfileBuilder()
            .require(
                new TaskResourceRequests()
                    .cpus(conf.getInt("spark.task.cpus", 1))
                    .resource("gpu", 1));
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      profile.require(
          new ExecutorResourceRequests()
              .cores(conf.getInt("spark.executor.cores", 1))
              .memory(conf.get("spark.executor.memory", "1g"))
              .resource(
                  "gpu",
                  Long.parseLong(conf.get(EXECUTOR + "amount")),
                  conf.get(EXECUTOR + "discoveryScript", ""),
                  conf.get(EXECUTOR + "vendor", "")));
    }
    return Optional.of(profile.build());
  }
}
