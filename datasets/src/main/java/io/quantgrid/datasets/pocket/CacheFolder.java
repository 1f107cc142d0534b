package io.quantgrid.datasets.pocket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Where this machine keeps unpacked models: the system property {@code quantgrid.cache}; else
 * {@code $XDG_CACHE_HOME/quantgrid}; else {@code ~/.cache/quantgrid}; else, where there is no home
 * that can be written, a folder of the user's under {@code java.io.tmpdir}.
 */
public final class CacheFolder {
  /** The system property that names the folder. */
  public static final String PROPERTY = "quantgrid.cache";

  private CacheFolder() {}

  /** The folder of this process. */
  public static Path path() {
    return path(System.getProperties(), System.getenv());
  }

  static Path path(Properties properties, Map<String, String> environment) {
    String named = properties.getProperty(PROPERTY, "");
    if (!named.isBlank()) {
      return Path.of(named).toAbsolutePath();
    }
    List<Path> candidates = new ArrayList<>();
    Path xdg = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    if (xdg.isAbsolute()) {
      candidates.add(xdg.resolve("quantgrid"));
    }
    Path home = Path.of(properties.getProperty("user.home", ""));
    if (home.isAbsolute()) {
      candidates.add(home.resolve(".cache").resolve("quantgrid"));
    }
    return candidates.stream()
        .filter(CacheFolder::canBeWritten)
        .findFirst()
        .orElseGet(() -> temporary(properties));
  }

  private static Path temporary(Properties properties) {
    return Path.of(properties.getProperty("java.io.tmpdir"))
        .toAbsolutePath()
        .resolve("quantgrid-" + properties.getProperty("user.name", "user"));
  }

  private static boolean canBeWritten(Path folder) {
    try {
      return Files.isWritable(Files.createDirectories(folder));
    } catch (IOException e) {
      return false;
    }
  }
}
