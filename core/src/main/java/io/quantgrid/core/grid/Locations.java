package io.quantgrid.core.grid;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names, paths and URIs of a sweep. Text without a slash is a name, unless it ends as a file of the
 * wanted kind does; text with a scheme is a Hadoop URI and kept; all else is a path.
 */
final class Locations {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  /** What a name in rows, folders and on the command line may be. */
  static final String NAME = "1 to 100 characters without slashes or white space at its ends";

  /** Where the data of tasks may lie. */
  static final String DATA = "a folder or a Hadoop URI, as data: ../data";

  private static final String MODEL_FILE = ".gguf";
  private static final Pattern GOOD_NAME = Pattern.compile("[^/\\\\\\p{Cntrl}]{1,100}");

  private Locations() {}

  static boolean isUri(String text) {
    return SCHEME.matcher(text).matches();
  }

  static boolean isPath(String text) {
    return text.indexOf('/') >= 0 || text.indexOf('\\') >= 0 || text.startsWith(".");
  }

  /** Whether it is a file that is a model by itself. */
  static boolean isModelFile(String text) {
    return text.endsWith(MODEL_FILE);
  }

  /** The name of the model at a path or URI: its last part, without the ending of a file. */
  static String modelName(String text) {
    String last = lastName(text);
    return isModelFile(last) ? last.substring(0, last.length() - MODEL_FILE.length()) : last;
  }

  static boolean isName(String text) {
    return GOOD_NAME.matcher(text).matches()
        && text.strip().equals(text)
        && !text.equals(".")
        && !text.equals("..");
  }

  /** The last part of a path or URI. */
  static String lastName(String text) {
    String[] parts = text.split("[/\\\\]+");
    return parts.length == 0 ? "" : parts[parts.length - 1];
  }

  /** Absolute, or empty when this is no path on any machine. */
  static Optional<Path> resolve(Path base, String text) {
    try {
      Path path = text.startsWith("file:/") ? Path.of(URI.create(text)) : Path.of(text);
      return Optional.of(base.toAbsolutePath().resolve(path).normalize());
    } catch (IllegalArgumentException e) { // InvalidPathException is one
      return Optional.empty();
    }
  }

  /** What keeps a local model, a folder or a file, from being read, in words. */
  static Optional<String> unreadableModel(Path path) {
    return isModelFile(path.toString()) && !Files.isDirectory(path)
        ? unreadableFile(path)
        : unreadableFolder(path);
  }

  /** What keeps a local folder from being read, in words. */
  static Optional<String> unreadableFolder(Path path) {
    if (Files.isRegularFile(path)) {
      return Optional.of("a folder, and this is a file");
    }
    return unreadable(path, "folder")
        .or(
            () ->
                Files.isExecutable(path)
                    ? Optional.empty()
                    : Optional.of("a folder that may be entered"));
  }

  /** What keeps a local file from being read, in words. */
  static Optional<String> unreadableFile(Path path) {
    return Files.isDirectory(path)
        ? Optional.of("a file, and this is a folder")
        : unreadable(path, "file");
  }

  private static Optional<String> unreadable(Path path, String what) {
    if (!Files.exists(path)) {
      return Optional.of("a " + what + " that exists");
    }
    return Files.isReadable(path)
        ? Optional.empty()
        : Optional.of("a " + what + " that may be read");
  }
}
