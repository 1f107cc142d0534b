package io.quantgrid.jobs.sweep;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * Where and when a task runs.
 *
 * @param gpu address that Spark assigned, if any
 * @param attempt of the Spark task, from 0
 */
record Provenance(
    String host, String executor, Optional<String> gpu, int attempt, Instant startedAt) {
  static Provenance of(TaskContext context) {
    ResourceInformation gpu = context.resourcesJMap().get("gpu");
    return new Provenance(
        hostName(),
        SparkEnv.get().executorId(),
        gpu == null ? Optional.empty() : Optional.of(String.join(",", gpu.addresses())),
        context.attemptNumber(),
        Instant.now());
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
