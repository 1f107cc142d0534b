package io.quantgrid.datasets.read;

import io.quantgrid.core.evaluate.TaskException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Where the data of tasks lies: folders of data sets, named as their publishers name them, below a
 * folder of the user's or beside the task file. Nothing is downloaded. Thread safe; files are
 * opened once.
 */
public final class DataFolder {
  /** The environment variable that names the folder where nothing else does. */
  public static final String VARIABLE = "QUANTGRID_DATA";

  private final List<DataRoot> roots;
  private final DocumentFiles files = new DocumentFiles();
  private final Map<Opened, Documents> opened = new ConcurrentHashMap<>();

  private record Opened(List<Path> files, ReadOptions options) {}

  private DataFolder(List<DataRoot> roots) {
    this.roots = roots;
  }

  /** Data beside task files alone. */
  public static DataFolder none() {
    return new DataFolder(List.of());
  }

  /** Data below a folder, or beside task files. */
  public static DataFolder at(Path folder) {
    return new DataFolder(List.of(new DataRoot.Local(folder.toAbsolutePath().normalize())));
  }

  /**
   * Data below a folder on a remote file system, or beside task files.
   *
   * @param localize from the URI of a folder to its copy on this machine
   */
  public static DataFolder remote(String uri, Function<String, Path> localize) {
    return new DataFolder(List.of(new DataRoot.Remote(uri, localize)));
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
