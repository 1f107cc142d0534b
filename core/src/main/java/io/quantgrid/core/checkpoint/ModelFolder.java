package io.quantgrid.core.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Which files belong to a model's folder. Names that the folder's own files give must stay inside
 * it. Symbolic links may lead out in one way only, as in the caches of Hugging Face's hub: from
 * {@code <cache>/snapshots/<revision>/} to {@code <cache>/blobs/}.
 */
public final class ModelFolder {
  private ModelFolder() {}

  /**
   * The file of that name in the folder.
   *
   * @throws CheckpointException if the name is absolute or leads out of the folder
   */
  public static Path file(Path folder, String name) {
    Path resolved;
    try {
      Path relative = Path.of(name);
      resolved = folder.resolve(relative).normalize();
      if (name.isEmpty()
          || relative.isAbsolute()
          || !resolved.startsWith(folder.normalize())
          || resolved.equals(folder.normalize())) {
        throw outside(folder, name);
      }
      if (Files.exists(resolved)) {
        Path home = folder.toRealPath();
        Path real = resolved.toRealPath();
        if (!real.startsWith(home) && !real.startsWith(blobs(home))) {
          throw outside(folder, name + " -> " + real);
        }
      }
    } catch (IOException | InvalidPathException e) {
      throw new CheckpointException(
          "Cannot read %s: file name %s (expected a readable file inside)".formatted(folder, name),
          e);
    }
    return resolved;
  }

  /** The cache's folder of contents, or {@code home} itself where that is no snapshot. */
  private static Path blobs(Path home) {
    Path snapshots = home.getParent();
    boolean snapshot =
        snapshots != null
            && snapshots.getFileName() != null
            && snapshots.getFileName().toString().equals("snapshots");
    return snapshot ? snapshots.resolveSibling("blobs") : home;
  }

  private static CheckpointException outside(Path folder, String name) {
    return new CheckpointException(
        "Cannot read %s: file name %s (expected a file inside the folder)".formatted(folder, name));
  }
}
