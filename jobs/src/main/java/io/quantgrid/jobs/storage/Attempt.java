package io.quantgrid.jobs.storage;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file or folder that is being written on this machine's disk. Nobody reads it before it is
 * published; closing removes what is left.
 */
public final class Attempt implements AutoCloseable {
  private final FileTree tree;
  private final Path path;

  Attempt(FileTree tree, Path path) {
    this.tree = tree;
    this.path = path;
  }

  /** Where to write; does not exist yet. */
  public Path path() {
    return path;
  }

  /**
   * Makes what was written appear at {@code target}, a path in the output folder, in one step.
   *
   * @return false when another attempt was faster: then that one's stays
   */
  public boolean publish(String target) throws IOException {
    return tree.publish(path, target);
  }

  @Override
  public void close() throws IOException {
    LocalTree.deleteAll(path);
  }
}
