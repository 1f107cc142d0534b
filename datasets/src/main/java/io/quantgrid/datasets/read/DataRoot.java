package io.quantgrid.datasets.read;

import io.quantgrid.core.grid.CatalogException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A folder that holds folders of data sets, here or on a remote file system. */
sealed interface DataRoot {
  /** What messages call it. */
  String name();

  /** A folder in it on this machine's disk, copied there if need be; empty if there is none. */
  Optional<Path> folder(String relative);

  /** Names of what lies in a folder of it, as far as they can be had. */
  List<String> entries(String relative);

  /** A folder on this machine. */
  record Local(Path folder) implements DataRoot {
    @Override
    public String name() {
      return folder.toString();
    }

    @Override
    public Optional<Path> folder(String relative) {
      return Optional.of(folder.resolve(relative).normalize()).filter(Files::isDirectory);
    }

    @Override
    public List<String> entries(String relative) {
      return folder(relative).map(Local::names).orElse(List.of());
    }

    static List<String> names(Path folder) {
      try (Stream<Path> entries = Files.list(folder)) {
        return entries.map(path -> path.getFileName().toString()).sorted().toList();
      } catch (IOException e) {
        return List.of();
      }
    }
  }

  /**
   * A folder on another file system, of which single folders are copied.
   *
   * @param localize from a folder's URI to its copy
   */
  record Remote(String uri, Function<String, Path> localize) implements DataRoot {
    @Override
    public String name() {
      return uri;
    }

    @Override
    public Optional<Path> folder(String relative) {
      try {
        String slash = uri.endsWith("/") ? "" : "/";
        return Optional.of(localize.apply(uri + slash + relative)).filter(Files::isDirectory);
      } catch (CatalogException e) {
        if (e.getCause() instanceof FileNotFoundException) {
          return Optional.empty();
        }
        throw e;
      }
    }

    @Override
    public List<String> entries(String relative) {
      return List.of();
    }
  }
}
