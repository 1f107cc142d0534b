package io.quantgrid.jobs.storage;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** HDFS: renames that never overwrite. */
class HdfsTreeTest extends FileTreeContract {
  @Override
  FileTree tree() throws IOException {
    return new HadoopTree(new Path(Hdfs.newFolder()), new Configuration());
  }
}
