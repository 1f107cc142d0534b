package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.datasets.read.DataFolder;
import io.quantgrid.kernels.name.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tasks and groups from files on this machine. */
public final class TaskFiles {
  private static final String TASK = "task";
  private static final String GROUP = "group";

  private TaskFiles() {}

  /**
   * The task that a file defines, or the members of its group, without their data.
   *
   * @throws TaskException naming file and key of what cannot be used
   */
  public static List<TaskDefinition> definitions(Path file) {
    TaskFile keys = TaskFile.load(file);
    return isGroup(keys)
        ? List.copyOf(members(keys, new ArrayList<>()).values())
        : List.of(TaskDefinition.read(keys));
  }

  /** The task of a file, or the members of the group, with data that lies beside the file. */
  public static List<LmEvalTask> tasks(Path file) {
    return tasks(file, TaskOptions.none());
  }

  /** The same, asked with other options than the file's. */
  public static List<LmEvalTask> tasks(Path file, TaskOptions options) {
    return tasks(file, options, DataFolder.none());
  }

  /**
   * The task of a file, or the members of the group.
   *
   * @throws TaskException naming file and key of what cannot be used; also when options that name
   *     one task are given for a group
   */
  public static List<LmEvalTask> tasks(Path file, TaskOptions options, DataFolder data) {
    TaskFile keys = TaskFile.load(file);
    if (isGroup(keys) && !options.name().isEmpty()) {
      throw new TaskException(
          "Cannot name the group "
              + keys.string(GROUP).orElse("")
              + " "
              + options.name()
              + " (expected a single task)");
    }
    return definitions(file).stream().map(task -> task.bind(options, data)).toList();
  }

  /** The group of a file with data that lies beside it; empty when the file is a task. */
  public static Optional<TaskGroup> group(Path file) {
    return group(file, DataFolder.none());
  }

  /**
   * The group of a file; empty when the file is a task.
   *
   * @throws TaskException naming file and key of what cannot be used
   */
  public static Optional<TaskGroup> group(Path file, DataFolder data) {
    TaskFile keys = TaskFile.load(file);
    if (!isGroup(keys)) {
      return Optional.empty();
    }
    return Optional.of(
        new TaskGroup(
            keys.string(GROUP).orElseThrow(),
            tasks(file, TaskOptions.none(), data),
            GroupMetric.read(keys)));
  }

  private static boolean isGroup(TaskFile file) {
    return file.value(GROUP).isPresent() && file.value(TASK).orElse("") instanceof List<?>;
  }

  private static Map<String, TaskDefinition> members(TaskFile group, List<Path> trail) {
    group.checkKeys(TaskKeys.GROUP, TaskKeys.GROUP_IGNORED, List.of());
    if (trail.contains(group.file())) {
      throw group.problem(TASK, group.string(GROUP).orElse(""), "no group inside itself");
    }
    trail.add(group.file());
    Object list = group.value(TASK).orElse(List.of());
    Map<String, TaskDefinition> members = new LinkedHashMap<>();
    for (Object one : (List<?>) list) {
      for (TaskDefinition task : member(group, one, trail)) {
        if (members.put(task.name(), task) != null) {
          throw group.problem(TASK, task.name(), "each task once");
        }
      }
    }
    if (members.isEmpty()) {
      throw group.problem(TASK, list, "at least one task");
    }
    trail.remove(trail.size() - 1);
    return members;
  }

  private static List<TaskDefinition> member(TaskFile group, Object one, List<Path> trail) {
    TaskFile file;
    if (one instanceof String name) {
      file = find(group, name);
    } else if (one instanceof Map<?, ?>) {
      file = TaskFile.inline(group, Section.of(group, TASK, one).keys());
    } else {
      throw group.problem(TASK, one, "a task's name, or its keys");
    }
    return isGroup(file)
        ? List.copyOf(members(file, trail).values())
        : List.of(TaskDefinition.read(file));
  }

  /** The file beside the group's that defines the name. */
  private static TaskFile find(TaskFile group, String name) {
    Path folder = group.file().getParent();
    Path likely = folder.resolve(name + ".yaml").normalize();
    if (likely.startsWith(folder) && Files.isRegularFile(likely)) {
      TaskFile file = TaskFile.load(likely);
      if (defines(file, name)) {
        return file;
      }
    }
    List<String> known = new ArrayList<>();
    for (Path path : yamlFiles(folder)) {
      Map<String, Object> keys = TaskYaml.read(path);
      Object defined = keys.get(GROUP) instanceof String text ? text : keys.get(TASK);
      if (name.equals(defined)) {
        return TaskFile.load(path);
      }
      known.add(String.valueOf(defined));
    }
    throw new TaskException(
        "Cannot load "
            + group.file()
            + ": no task "
            + name
            + " (expected a file beside it that defines it; there are "
            + known
            + ")"
            + Names.hint(name, known));
  }

  private static boolean defines(TaskFile file, String name) {
    return file.value(GROUP).or(() -> file.value(TASK)).filter(name::equals).isPresent();
  }

  private static List<Path> yamlFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(path -> path.toString().endsWith(".yaml") || path.toString().endsWith(".yml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new TaskException("Cannot list " + folder + ": " + e + " (expected task files)", e);
    }
  }
}
