package io.quantgrid.datasets.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Folders that were being filled, and those of processes that died over it. */
final class Leftovers {
  static final String PREFIX = ".half-";

  /** Longer than any conversion takes. */
  private static final Duration OLD = Duration.ofDays(2);

  private Leftovers() {}

  /** Deletes a folder of files, if it is there. */
  static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    for (Path file : list(folder)) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }

  static void deleteOld(Path root) throws IOException {
    Instant limit = Instant.now().minus(OLD);
    for (Path folder : list(root)) {
      boolean half = folder.getFileName().toString().startsWith(PREFIX);
      if (half && modified(folder).isBefore(limit)) {
        delete(folder);
      }
    }
  }

  /** Now, of what another process has just deleted. */
  private static Instant modified(Path folder) throws IOException {
    try {
      return Files.getLastModifiedTime(folder).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.now();
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }
}
