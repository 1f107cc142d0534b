package io.quantgrid.datasets.read;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.grid.CatalogException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the data of tasks lies: folders of data sets, named as their publishers name them, below a
 * folder of the user's or beside the task file. Nothing is downloaded. Thread safe; files are
 * opened once.
 */
public final class DataFolder {
  /** The environment variable that names the folder where nothing else does. */
  public static final String VARIABLE = "QUANTGRID_DATA";

  /** Letters, a colon and a slash, as in {@code hdfs://host/folder}. */
  private static final Pattern URI_TEXT = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  private final List<DataRoot> roots;
  private final Function<String, Path> localize;
  private final DocumentFiles files = new DocumentFiles();
  private final Map<Opened, Documents> opened = new ConcurrentHashMap<>();

  private record Opened(List<Path> files, ReadOptions options) {}

  private DataFolder(List<DataRoot> roots, Function<String, Path> localize) {
    this.roots = roots;
    this.localize = localize;
  }

  /** Data beside task files alone. */
  public static DataFolder none() {
    return new DataFolder(List.of(), DataFolder::refuse);
  }

  /** Data below a folder, or beside task files. */
  public static DataFolder at(Path folder) {
    return new DataFolder(
        List.of(new DataRoot.Local(folder.toAbsolutePath().normalize())), DataFolder::refuse);
  }

  /**
   * Data below a folder on a remote file system, or beside task files.
   *
   * @param localize from the URI of a folder to its copy on this machine
   */
  public static DataFolder remote(String uri, Function<String, Path> localize) {
    return new DataFolder(List.of(new DataRoot.Remote(uri, localize)), localize);
  }

  /**
   * The same, where tasks may name folders by URIs too.
   *
   * @param other from the URI of a folder to its copy on this machine
   */
  public DataFolder localizing(Function<String, Path> other) {
    return new DataFolder(roots, other);
  }

  private static Path refuse(String uri) {
    throw new CatalogException("Cannot read " + uri + " (expected a path on this machine)");
  }

  /**
   * A folder that a task needs and that is no data set, on this machine's disk; empty if there is
   * none.
   *
   * @param location a URI, an absolute path, or a path from {@code beside} or the folder of data on
   * @throws CatalogException when what a URI names cannot be read
   */
  public Optional<Path> folder(String location, Path beside) {
    if (location.startsWith("file:/")) {
      return Optional.of(Path.of(URI.create(location))).filter(Files::isDirectory);
    }
    if (URI_TEXT.matcher(location).matches()) {
      return Optional.of(localize.apply(location)).filter(Files::isDirectory);
    }
    return places(beside).flatMap(root -> root.folder(location).stream()).findFirst();
  }

  /** Where {@link #folder} looks for relative paths, for messages. */
  public List<String> placesOf(Path beside) {
    return places(beside).map(DataRoot::name).toList();
  }

  private Stream<DataRoot> places(Path beside) {
    return Stream.concat(
        Stream.of(new DataRoot.Local(beside.toAbsolutePath().normalize())), roots.stream());
  }

  /**
   * The documents of a split.
   *
   * @param key of the task file that names the split, for messages
   * @throws TaskException naming task file and key when the split is not there, is empty or cannot
   *     be read
   */
  public Documents split(DataSet set, String key, String split) {
    DataSearch search = new DataSearch(set, roots(set));
    List<Path> found = set.files().isEmpty() ? search.named(key, split) : search.listed(key, split);
    Documents documents =
        opened.computeIfAbsent(
            new Opened(found, set.options()), one -> files.open(one.files(), one.options()));
    if (documents.size() == 0) {
      throw new TaskException(
          "Cannot load "
              + set.task()
              + ": "
              + key
              + ": the split "
              + split
              + " is empty: "
              + documents.name()
              + " (expected at least one document)");
    }
    return documents;
  }

  /** As {@link DocumentFiles#derived}: what a function makes of documents, made once and kept. */
  public Documents derived(
      Documents source,
      String function,
      int version,
      Function<Map<String, Object>, List<Map<String, Object>>> apply) {
    return files.derived(source, function, version, apply);
  }

  private List<DataRoot> roots(DataSet set) {
    List<DataRoot> all = new ArrayList<>(roots);
    DataRoot beside = new DataRoot.Local(set.base().toAbsolutePath().normalize());
    if (set.isOfFiles()) { // as they are relative to the task file first
      all.add(0, beside);
    } else {
      all.add(beside);
    }
    Set<DataRoot> distinct = new LinkedHashSet<>(all);
    return List.copyOf(distinct);
  }
}
