package io.quantgrid.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTreeTest extends FileTreeContract {
  @TempDir Path folder;

  @Override
  FileTree tree() {
    return new LocalTree(folder);
  }

  @Test
  void leaves_no_checksum_side_files() throws IOException {
    FileTree tree = tree();
    tree.put("plan.json", new byte[] {1});
    tree.publish(Files.write(tree.scratch("a"), new byte[] {1}), "samples/x.parquet");
    assertThat(tree.list("")).extracting(FileTree.Listed::path).noneMatch(p -> p.endsWith(".crc"));
  }
}
