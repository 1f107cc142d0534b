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
      try {
        if (folder.getFileName().toString().startsWith(PREFIX)
            && Files.getLastModifiedTime(folder).toInstant().isBefore(limit)) {
          delete(folder);
        }
      } catch (NoSuchFileException e) {
        continue; // another process was faster
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }
}
