package io.quantgrid.core.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A control group of this test's own that limits memory, the page cache included, of either version
 * of the interface (Linux: cgroups(7)).
 */
record MemoryGroup(Path folder, String limitFile) implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  /** Empty where none can be made: no rights, or no memory controller below this process. */
  static Optional<MemoryGroup> create() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
        String[] fields = line.split(":", 3);
        String path = fields[2].replaceFirst("^/", "");
        Optional<MemoryGroup> made =
            fields[1].equals("memory")
                ? make(ROOT.resolve("memory").resolve(path), "memory.limit_in_bytes")
                : fields[1].isEmpty() ? make(ROOT.resolve(path), "memory.max") : Optional.empty();
        if (made.isPresent()) {
          return made;
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<MemoryGroup> make(Path parent, String limitFile) {
    if (!Files.isWritable(parent.resolve("cgroup.procs"))) {
      return Optional.empty();
    }
    Path folder = parent.resolve("quantgrid-" + UUID.randomUUID());
    try {
      Files.createDirectory(folder);
      if (Files.isWritable(folder.resolve(limitFile))) {
        return Optional.of(new MemoryGroup(folder, limitFile));
      }
      Files.delete(folder);
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  void limit(long bytes) throws IOException {
    Files.writeString(folder.resolve(limitFile), Long.toString(bytes));
  }

  /** The command, run inside the group. */
  String[] command(List<String> command) {
    List<String> inside =
        new ArrayList<>(
            List.of("sh", "-c", "echo $$ > \"$0\" && exec \"$@\"", folder + "/cgroup.procs"));
    inside.addAll(command);
    return inside.toArray(String[]::new);
  }

  @Override
  public void close() throws IOException {
    Files.delete(folder);
  }
}
