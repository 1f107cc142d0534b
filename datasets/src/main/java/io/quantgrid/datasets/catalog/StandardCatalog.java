package io.quantgrid.datasets.catalog;

import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.core.evaluate.TextLines;
import io.quantgrid.core.grid.Catalog;
import io.quantgrid.core.grid.CatalogException;
import io.quantgrid.core.grid.GroupRule;
import io.quantgrid.core.grid.ModelRef;
import io.quantgrid.core.grid.ResolvedModel;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.datasets.longcontext.GeneratedTask;
import io.quantgrid.datasets.pocket.CacheFolder;
import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.datasets.pocket.PocketTasks;
import io.quantgrid.datasets.read.DataFolder;
import io.quantgrid.datasets.task.StandardTasks;
import io.quantgrid.datasets.task.TaskDefinition;
import io.quantgrid.datasets.task.TaskFiles;
import io.quantgrid.datasets.task.TaskGroup;
import io.quantgrid.kernels.name.Names;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The embedded pocket models and tasks by name, and folders and task files by path. A path that
 * carries a scheme other than {@code file:} is first handed to {@code localize}, which copies it,
 * with what lies beside a task file, to this machine. Thread safe; a task is loaded once.
 */
public final class StandardCatalog implements Catalog {
  /** What a task is loaded for once. */
  private record Loaded(Path file, TaskOptions options) {}

  private final Function<String, Path> localize;
  private final DataFolder data;
  private final Map<Loaded, List<Task>> tasks = new ConcurrentHashMap<>();

  /** A catalog of what is on this machine. */
  public StandardCatalog() {
    this(StandardCatalog::refuse);
  }

  /**
   * @param localize from a URI to a folder or file on this machine's disk
   */
  public StandardCatalog(Function<String, Path> localize) {
    this(localize, Optional.empty());
  }

  /**
   * @param data path or URI of a folder with the data of tasks that is not beside them
   */
  public StandardCatalog(Function<String, Path> localize, Optional<String> data) {
    this.localize = localize;
    this.data = data.map(this::dataFolder).orElseGet(DataFolder::none).localizing(localize);
  }

  private DataFolder dataFolder(String location) {
    return LocalPath.of(location)
        .map(DataFolder::at)
        .orElseGet(() -> DataFolder.remote(location, localize));
  }

  @Override
  public ResolvedModel model(ModelRef ref) {
    Path folder = folder(ref.location());
    if (ref.adapter().isPresent()) {
      return LocalModel.adapted(ref, folder, local(ref.adapter().get()), CacheFolder.path());
    }
    return ref.base().isPresent()
        ? LocalModel.tuned(ref, folder, folder(ref.base().get()))
        : LocalModel.resolve(ref, folder);
  }

  private Path folder(String location) {
    if (PocketModels.names().contains(location)) {
      return PocketModels.folder(location);
    }
    if (isName(location)) {
      throw new CatalogException(
          "Cannot find model "
              + location
              + " (expected one of "
              + modelNames()
              + " or a checkpoint's folder or GGUF file)"
              + Names.hint(location, modelNames()));
    }
    return local(location);
  }

  @Override
  public List<String> modelNames() {
    return PocketModels.names();
  }

  @Override
  public List<Task> tasks(TaskRef ref) {
    Path file = file(ref);
    try {
      if (ref.file().filter(TextLines::isOne).isPresent()) {
        return List.of(TextLines.read(file));
      }
      return tasks.computeIfAbsent(
          new Loaded(file, ref.options()),
          wanted -> TaskFiles.all(wanted.file(), wanted.options(), data));
    } catch (TaskException e) {
      throw new CatalogException(e.getMessage(), e);
    }
  }

  /**
   * The group behind a reference, with the figures of the group as a whole; empty for a task.
   *
   * @throws CatalogException when it is not known or its definition does not load
   */
  public Optional<TaskGroup> group(TaskRef ref) {
    try {
      return TaskFiles.group(file(ref), data);
    } catch (TaskException e) {
      throw new CatalogException(e.getMessage(), e);
    }
  }

  @Override
  public List<GroupRule> groups(TaskRef ref) {
    if (ref.file().filter(TextLines::isOne).isPresent()) {
      return List.of();
    }
    try {
      return TaskFiles.rules(file(ref));
    } catch (TaskException e) {
      throw new CatalogException(e.getMessage(), e);
    }
  }

  /**
   * The definitions behind a reference: of a task, or of a group's members.
   *
   * @throws CatalogException when it is not known or does not load
   */
  public List<TaskDefinition> definitions(TaskRef ref) {
    try {
      return TaskFiles.definitions(file(ref));
    } catch (TaskException e) {
      throw new CatalogException(e.getMessage(), e);
    }
  }

  /**
   * The generated task behind a reference, or those among a group's members.
   *
   * @throws CatalogException when it is not known or does not load
   */
  public List<GeneratedTask> generated(TaskRef ref) {
    try {
      return TaskFiles.generated(file(ref), TaskOptions.none());
    } catch (TaskException e) {
      throw new CatalogException(e.getMessage(), e);
    }
  }

  /** Where the data of tasks lies. */
  public DataFolder data() {
    return data;
  }

  /** The pocket tasks, then the standard ones and their groups. */
  @Override
  public List<String> taskNames() {
    return Stream.concat(PocketTasks.names().stream(), StandardTasks.names().stream()).toList();
  }

  private Path file(TaskRef ref) {
    if (ref.file().isPresent()) {
      return local(ref.file().get());
    }
    String name = ref.text();
    if (StandardTasks.names().contains(name)) {
      return StandardTasks.file(name);
    }
    if (!PocketTasks.names().contains(name)) {
      throw new CatalogException(
          "Cannot find task "
              + name
              + " (expected one of "
              + PocketTasks.names()
              + ", a standard task as docs/tasks-standard.md lists them, or {file: PATH})"
              + Names.hint(name, taskNames()));
    }
    return PocketTasks.file(name);
  }

  private Path local(String location) {
    return LocalPath.of(location).orElseGet(() -> localize.apply(location)).toAbsolutePath();
  }

  private static boolean isName(String location) {
    return !location.contains("/")
        && !location.contains("\\")
        && !location.startsWith(".")
        && !location.endsWith(".gguf");
  }

  private static Path refuse(String uri) {
    throw new CatalogException("Cannot read " + uri + " (expected a path on this machine)");
  }
}
