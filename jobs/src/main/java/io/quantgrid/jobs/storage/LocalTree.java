package io.quantgrid.jobs.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;

/** A local disk (or one mounted on every machine), through java.nio: no checksum side files. */
final class LocalTree implements FileTree {
  private static final Object GUARD = new Object();

  private final Path root;

  LocalTree(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(root.resolve(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<Listed> list(String folder) throws IOException {
    Path start = root.resolve(folder);
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    List<Listed> files = new ArrayList<>();
    Files.walkFileTree(
        start,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = root.relativize(file).toString().replace('\\', '/');
            files.add(
                new Listed(path, attributes.size(), attributes.lastModifiedTime().toMillis()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // deleted while we looked
            }
            throw e;
          }
        });
    files.sort(Comparator.comparing(Listed::path));
    return files;
  }

  @Override
  public InputFile input(String path) {
    return new LocalInputFile(root.resolve(path));
  }

  @Override
  public boolean createNew(String path, byte[] content) throws IOException {
    Path whole = write(content);
    try {
      return publish(whole, path);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  @Override
  public void put(String path, byte[] content) throws IOException {
    Path target = root.resolve(path);
    Files.createDirectories(target.getParent());
    Files.move(
        write(content),
        target,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private Path write(byte[] content) throws IOException {
    Path file = scratch("put." + UUID.randomUUID());
    Files.write(file, content, StandardOpenOption.CREATE_NEW);
    force(file);
    return file;
  }

  /** Java has no rename that never overwrites, so those who call this take turns. */
  @Override
  public boolean moveNew(String from, String to) throws IOException {
    Path target = root.resolve(to);
    synchronized (GUARD) {
      try (FileChannel channel =
              FileChannel.open(
                  scratch("move.guard"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock turn = channel.lock()) {
        if (!turn.isValid() || Files.exists(target)) {
          return false;
        }
        Files.move(root.resolve(from), target, StandardCopyOption.ATOMIC_MOVE);
        return true;
      } catch (NoSuchFileException e) {
        return false;
      }
    }
  }

  @Override
  public void delete(String path) throws IOException {
    deleteAll(root.resolve(path));
  }

  static void deleteAll(Path start) throws IOException {
    if (!Files.exists(start)) {
      return;
    }
    Files.walkFileTree(
        start,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public Path scratch(String attempt) throws IOException {
    return Files.createDirectories(root.resolve(ATTEMPTS)).resolve(attempt);
  }

  @Override
  public boolean publish(Path local, String target) throws IOException {
    Path published = root.resolve(target);
    Files.createDirectories(published.getParent());
    if (Files.isDirectory(local)) {
      return publishFolder(local, published);
    }
    force(local);
    try {
      Files.createLink(published, local);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return moveWithoutLinks(local, published);
    }
  }

  /** Two racers may both move here; the second replaces the first's file by an equal one. */
  private static boolean moveWithoutLinks(Path local, Path published) throws IOException {
    if (Files.exists(published)) {
      return false;
    }
    Files.move(local, published, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  private static boolean publishFolder(Path local, Path published) throws IOException {
    try (var files = Files.walk(local)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        force(file);
      }
    }
    try {
      Files.move(local, published, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      return false;
    } catch (FileSystemException e) {
      if (Files.isDirectory(published)) {
        return false;
      }
      throw e;
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  @Override
  public Path localFolder(String folder) {
    return root.resolve(folder);
  }
}
