package io.quantgrid.jobs.storage;

import io.quantgrid.core.grid.CatalogException;
import java.io.IOException;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Checkpoints and task files on remote file systems, as copies on this machine's disk. A copy is
 * made once per machine and content (names, sizes and times of the files), in one step, and shared
 * by all processes.
 */
public final class RemoteInputs {
  private final Configuration configuration;

  public RemoteInputs(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The copy of a folder, or of a file together with what lies beside it: a task's data and
   * includes.
   *
   * @param uri on any Hadoop file system
   * @throws CatalogException when there is nothing, or it cannot be read
   */
  public java.nio.file.Path localize(String uri) {
    try {
      Path path = new Path(uri);
      FileSystem files = path.getFileSystem(configuration);
      FileStatus status = files.getFileStatus(path);
      Path folder = status.isDirectory() ? path : path.getParent();
      java.nio.file.Path copy =
          MachineCache.folder(key(files, folder), target -> copy(files, folder, target));
      return status.isDirectory() ? copy : copy.resolve(path.getName());
    } catch (IOException | IllegalArgumentException e) {
      throw new CatalogException(
          "Cannot read " + uri + ": " + e.getMessage() + " (expected a folder or file there)", e);
    }
  }

  private static String key(FileSystem files, Path folder) throws IOException {
    TreeSet<String> entries = new TreeSet<>();
    for (FileStatus file : files.listStatus(folder)) {
      if (file.isFile()) {
        entries.add(file.getPath() + " " + file.getLen() + " " + file.getModificationTime());
      }
    }
    return folder + "\n" + String.join("\n", entries);
  }

  private static void copy(FileSystem files, Path folder, java.nio.file.Path target)
      throws IOException {
    java.nio.file.Files.createDirectories(target);
    for (FileStatus file : files.listStatus(folder)) {
      if (file.isFile()) {
        java.nio.file.Path to = target.resolve(file.getPath().getName());
        files.copyToLocalFile(false, file.getPath(), new Path(to.toUri()), true);
      }
    }
  }
}
