package io.quantgrid.jobs.sweep;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * One GPU per task that evaluates, on clusters whose executors declare GPUs; also where the tasks
 * of queries share GPUs, as {@code spark.task.resource.gpu.amount} below 1 says.
 */
final class GpuResources {
  private static final String EXECUTOR = "spark.executor.resource.gpu.";
  private static final String TASK = "spark.task.resource.gpu.amount";

  private GpuResources() {}

  /**
   * What to ask for; empty in local mode, without GPUs, or when tasks get whole ones as configured.
   */
  static Optional<ResourceProfile> of(SparkContext spark) {
    SparkConf conf = spark.getConf();
    if (spark.isLocal() || !conf.contains(EXECUTOR + "amount") || conf.getDouble(TASK, 0) >= 1) {
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
