package io.quantgrid.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;

/** HDFS and other file systems with an atomic rename. */
class HadoopTree implements FileTree {
  final Path root;
  final Configuration configuration;
  final FileSystem files;

  HadoopTree(Path root, Configuration configuration) throws IOException {
    this.files = root.getFileSystem(configuration);
    this.root = files.makeQualified(root);
    this.configuration = configuration;
  }

  final Path path(String relative) {
    return new Path(root.toString() + "/" + relative);
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public boolean exists(String path) throws IOException {
    return files.exists(path(path));
  }

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    try (InputStream in = files.open(path(path))) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<Listed> list(String folder) throws IOException {
    List<Listed> found = new ArrayList<>();
    String prefix = root.toUri().getPath();
    try {
      RemoteIterator<LocatedFileStatus> statuses = files.listFiles(path(folder), true);
      while (statuses.hasNext()) {
        FileStatus status = statuses.next();
        String path = status.getPath().toUri().getPath().substring(prefix.length());
        found.add(
            new Listed(
                path.startsWith("/") ? path.substring(1) : path,
                status.getLen(),
                status.getModificationTime()));
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    found.sort(Comparator.comparing(Listed::path));
    return found;
  }

  @Override
  public InputFile input(String path) throws IOException {
    return HadoopInputFile.fromPath(path(path), configuration);
  }

  @Override
  public boolean createNew(String path, byte[] content) throws IOException {
    Path whole = upload(content);
    return rename(whole, path(path), Rename.NONE);
  }

  @Override
  public void put(String path, byte[] content) throws IOException {
    rename(upload(content), path(path), Rename.OVERWRITE);
  }

  private Path upload(byte[] content) throws IOException {
    Path whole = path(ATTEMPTS + "/put." + UUID.randomUUID());
    try (FSDataOutputStream out = files.create(whole, false)) {
      out.write(content);
      out.hsync();
    }
    return whole;
  }

  /** Renames, or deletes {@code from} when {@code to} is there already. */
  private boolean rename(Path from, Path to, Rename how) throws IOException {
    files.mkdirs(to.getParent());
    try {
      FileContext.getFileContext(root.toUri(), configuration).rename(from, to, how);
      return true;
    } catch (FileAlreadyExistsException e) {
      files.delete(from, true);
      return false;
    }
  }

  @Override
  public boolean moveNew(String from, String to) throws IOException {
    try {
      FileContext.getFileContext(root.toUri(), configuration)
          .rename(path(from), path(to), Rename.NONE);
      return true;
    } catch (FileAlreadyExistsException | FileNotFoundException e) {
      return false;
    }
  }

  @Override
  public void delete(String path) throws IOException {
    files.delete(path(path), true);
  }

  @Override
  public java.nio.file.Path scratch(String attempt) throws IOException {
    return MachineCache.scratch().resolve(attempt);
  }

  @Override
  public boolean publish(java.nio.file.Path local, String target) throws IOException {
    Path attempt = path(ATTEMPTS + "/" + local.getFileName() + "." + UUID.randomUUID());
    try {
      files.copyFromLocalFile(false, true, new Path(local.toUri()), attempt);
      return rename(attempt, path(target), Rename.NONE);
    } catch (IOException | RuntimeException e) {
      files.delete(attempt, true);
      throw e;
    }
  }

  @Override
  public java.nio.file.Path localFolder(String folder) throws IOException {
    return MachineCache.folder(
        path(folder).toString(),
        target -> files.copyToLocalFile(false, path(folder), new Path(target.toUri()), true));
  }
}
