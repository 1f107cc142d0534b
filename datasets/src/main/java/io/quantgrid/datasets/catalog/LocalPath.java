package io.quantgrid.datasets.catalog;

import io.quantgrid.core.grid.CatalogException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Paths and {@code file:} URIs. */
final class LocalPath {
  /** Two letters or more, so that {@code C:\} is a path. */
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private LocalPath() {}

  /** The path; empty for another scheme's URI. */
  static Optional<Path> of(String location) {
    try {
      if (location.startsWith("file:")) {
        return Optional.of(Path.of(URI.create(location).getPath()));
      }
      return SCHEME.matcher(location).matches() ? Optional.empty() : Optional.of(Path.of(location));
    } catch (IllegalArgumentException e) {
      throw new CatalogException("Cannot read " + location + " (expected a path or URI)", e);
    }
  }
}
