package io.quantgrid.jobs.storage;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The way of object stores, one put, shown on HDFS. Racing writers are the store's own matter, and
 * HDFS refuses them with a lease instead.
 */
class ObjectTreeTest extends FileTreeContract {
  @Override
  FileTree tree() throws IOException {
    return new ObjectTree(new Path(Hdfs.newFolder()), new Configuration());
  }

  @Override
  int racers() {
    return 1;
  }
}
