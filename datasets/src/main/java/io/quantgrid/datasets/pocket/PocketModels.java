package io.quantgrid.datasets.pocket;

import io.quantgrid.core.grid.CatalogException;
import java.nio.file.Path;
import java.util.List;

/** The embedded models, by name. */
public final class PocketModels {
  private static final String PREFIX = "models/";
  private static final List<String> NAMES =
      PocketManifest.FILES.stream()
          .map(PocketFile::folder)
          .filter(folder -> folder.startsWith(PREFIX))
          .map(folder -> folder.substring(PREFIX.length()))
          .distinct()
          .toList();

  private PocketModels() {}

  /** {@code pocket-s}, {@code pocket-m} and the two with outliers. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The model's folder in this machine's cache: config.json, model.safetensors, tokenizer.json and
   * what belongs to them, unpacked and hashed when they are not there yet. Safe to call from any
   * number of threads and processes.
   *
   * @throws CatalogException if there is no such model or the cache cannot be written
   */
  public static Path folder(String name) {
    if (!NAMES.contains(name)) {
      throw new CatalogException(
          "Cannot find the embedded model: " + name + " (expected one of " + NAMES + ")");
    }
    return PocketFolders.CACHE.unpack(PREFIX + name);
  }
}
