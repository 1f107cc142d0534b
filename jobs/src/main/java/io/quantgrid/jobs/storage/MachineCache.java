package io.quantgrid.jobs.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * This machine's temporary disk: attempts on their way to a remote file system, and copies of
 * remote folders, shared by all processes of the machine.
 */
final class MachineCache {
  private MachineCache() {}

  interface Copy {
    void to(Path target) throws IOException;
  }

  private static Path root() throws IOException {
    return Files.createDirectories(
        Path.of(
            System.getProperty("java.io.tmpdir"), "quantgrid-" + System.getProperty("user.name")));
  }

  static Path scratch() throws IOException {
    return Files.createDirectories(root().resolve("scratch"));
  }

  /** The local copy of a remote folder; made in one step, so that nobody sees half of it. */
  static Path folder(String source, Copy copy) throws IOException {
    Path target =
        Files.createDirectories(root().resolve("folders"))
            .resolve(UUID.nameUUIDFromBytes(source.getBytes(StandardCharsets.UTF_8)).toString());
    if (Files.isDirectory(target)) {
      return target;
    }
    Path half = scratch().resolve("folder." + UUID.randomUUID());
    try {
      copy.to(half);
      Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(target)) { // else another process was faster
        throw e;
      }
    } finally {
      LocalTree.deleteAll(half);
    }
    return target;
  }
}
