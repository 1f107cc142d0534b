package io.quantgrid.jobs.storage;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** One real HDFS for the tests of this JVM, on the loopback interface. */
public final class Hdfs {
  private static MiniDFSCluster cluster;

  private Hdfs() {}

  /** URI of a folder that is not there yet. */
  public static synchronized String newFolder() throws IOException {
    if (cluster == null) {
      File disks = Files.createTempDirectory("hdfs").toFile();
      Configuration configuration = new Configuration();
      configuration.set("dfs.namenode.http-address", "127.0.0.1:0");
      cluster = new MiniDFSCluster.Builder(configuration, disks).numDataNodes(1).build();
      cluster.waitActive();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> cluster.shutdown(true)));
    }
    return cluster.getURI() + "/" + UUID.randomUUID();
  }
}
