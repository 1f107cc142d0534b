package io.quantgrid.jobs.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * Object stores: an object appears when its stream is closed, and a rename is a copy. So a file is
 * put in one piece under its last name. Exclusive creation is as good as the store's own (S3 with
 * conditional writes; otherwise two locks taken in the same instant may not see each other).
 */
final class ObjectTree extends HadoopTree {
  ObjectTree(Path root, Configuration configuration) throws IOException {
    super(root, configuration);
  }

  @Override
  public boolean createNew(String path, byte[] content) throws IOException {
    try {
      write(path(path), false, out -> out.write(content));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public void put(String path, byte[] content) throws IOException {
    write(path(path), true, out -> out.write(content));
  }

  @Override
  public boolean moveNew(String from, String to) throws IOException {
    var content = read(from);
    if (content.isEmpty() || !createNew(to, content.get())) {
      return false;
    }
    delete(from);
    return true;
  }

  @Override
  public boolean publish(java.nio.file.Path local, String target) throws IOException {
    if (Files.isDirectory(local)) {
      return publishFolder(local, target);
    }
    if (exists(target)) {
      return false;
    }
    try {
      write(path(target), false, out -> Files.copy(local, out));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** A folder counts when its manifest is there, so that is put last. */
  private boolean publishFolder(java.nio.file.Path local, String target) throws IOException {
    if (exists(target + "/" + OutputFolder.MANIFEST)) {
      return false;
    }
    List<java.nio.file.Path> inside;
    try (var walk = Files.walk(local)) {
      inside =
          walk.filter(Files::isRegularFile)
              .filter(file -> !local.relativize(file).toString().equals(OutputFolder.MANIFEST))
              .sorted()
              .toList();
    }
    for (java.nio.file.Path file : inside) {
      String name = local.relativize(file).toString().replace('\\', '/');
      write(path(target + "/" + name), true, out -> Files.copy(file, out));
    }
    write(
        path(target + "/" + OutputFolder.MANIFEST),
        true,
        out -> Files.copy(local.resolve(OutputFolder.MANIFEST), out));
    return true;
  }

  private interface Body {
    void writeTo(FSDataOutputStream out) throws IOException;
  }

  private void write(Path target, boolean overwrite, Body body) throws IOException {
    FSDataOutputStream out = files.create(target, overwrite);
    try {
      body.writeTo(out);
    } catch (IOException | RuntimeException | Error e) {
      if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
        out.abort(); // closing would publish half a file
      } else {
        out.close();
        files.delete(target, false);
      }
      throw e;
    }
    out.close();
  }
}
