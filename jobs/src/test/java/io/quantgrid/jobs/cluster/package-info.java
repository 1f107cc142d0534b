/**
 * The distribution archive on a real Spark cluster: a master and two workers in processes of their
 * own, on this machine's loopback only. What is tested is what is handed out: the archive's
 * launcher and libraries, submitted through {@code bin/spark-submit}.
 */
package io.quantgrid.jobs.cluster;
