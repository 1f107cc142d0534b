package io.quantgrid.datasets.pocket;

import io.quantgrid.core.grid.CatalogException;
import java.nio.file.Path;
import java.util.List;

/** The embedded task files, by name. */
public final class PocketTasks {
  private static final String FOLDER = "tasks";
  private static final String SUFFIX = ".yaml";
  private static final List<String> NAMES =
      PocketManifest.folder(FOLDER).stream()
          .map(PocketFile::name)
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .toList();

  private PocketTasks() {}

  /** Tasks, their variants and the group {@code pocket}. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The YAML file of a task or group in this machine's cache, its data beside it.
   *
   * @throws CatalogException if there is no such task or the cache cannot be written
   */
  public static Path file(String name) {
    if (!NAMES.contains(name)) {
      throw new CatalogException(
          "Cannot find the embedded task: " + name + " (expected one of " + NAMES + ")");
    }
    return PocketFolders.CACHE.unpack(FOLDER).resolve(name + SUFFIX);
  }
}
