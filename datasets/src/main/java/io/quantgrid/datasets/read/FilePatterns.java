package io.quantgrid.datasets.read;

import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that {@code data_files} name: a path, or a glob such as {@code data/test-*.parquet}.
 */
final class FilePatterns {
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  private FilePatterns() {}

  /**
   * Files in their order by name; none when there are none.
   *
   * @param pattern with slashes, relative to the folder, or absolute
   * @throws TaskException if it is no path or glob, or a folder cannot be read
   */
  static List<Path> in(Path folder, String pattern) {
    try {
      if (!GLOB.matcher(pattern).find()) {
        Path file = folder.resolve(pattern).normalize();
        return Files.isRegularFile(file) ? List.of(file) : List.of();
      }
      int fixed = pattern.substring(0, start(pattern)).lastIndexOf('/') + 1;
      Path top = folder.resolve(pattern.substring(0, fixed)).normalize();
      if (!Files.isDirectory(top)) {
        return List.of();
      }
      PathMatcher matcher =
          FileSystems.getDefault().getPathMatcher("glob:" + pattern.substring(fixed));
      try (Stream<Path> files = Files.walk(top)) {
        return files
            .filter(Files::isRegularFile)
            .filter(file -> matcher.matches(top.relativize(file)))
            .sorted()
            .toList();
      }
    } catch (InvalidPathException | java.util.regex.PatternSyntaxException e) {
      throw new TaskException(
          "Cannot find files: " + pattern + ": " + e.getMessage() + " (expected a path or glob)",
          e);
    } catch (IOException e) {
      throw new TaskException("Cannot list " + folder + ": " + e + " (expected data files)", e);
    }
  }

  private static int start(String pattern) {
    var matcher = GLOB.matcher(pattern);
    return matcher.find() ? matcher.start() : pattern.length();
  }
}
