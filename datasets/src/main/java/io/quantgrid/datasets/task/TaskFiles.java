package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.core.grid.GroupRule;
import io.quantgrid.datasets.longcontext.GeneratedTask;
import io.quantgrid.datasets.read.DataFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tasks and groups from files on this machine. */
public final class TaskFiles {
  private static final String GROUP = "group";
  private static final String GENERATOR = "generator";

  private TaskFiles() {}

  /**
   * The task that a file defines, or the members of its group, without their data; generated tasks
   * are no such definitions.
   *
   * @throws TaskException naming file and key of what cannot be used
   */
  public static List<TaskDefinition> definitions(Path file) {
    TaskFile keys = TaskFile.load(file);
    if (isGenerated(keys)) {
      return List.of();
    }
    return GroupReader.isGroup(keys)
        ? new GroupReader().read(keys).all()
        : List.of(TaskDefinition.read(keys));
  }

  /** Whether the keys are those of a task whose prompts are made. */
  static boolean isGenerated(TaskFile file) {
    return file.value(GENERATOR).isPresent();
  }

  /**
   * The generated task of a file, or those among the members of its group, which have no examples
   * whatever the options say.
   *
   * @throws TaskException naming file and key of what cannot be used
   */
  public static List<GeneratedTask> generated(Path file, TaskOptions options) {
    if (GeneratedTask.isOne(file)) {
      return List.of(GeneratedTask.read(file, options));
    }
    TaskFile keys = TaskFile.load(file);
    if (isGenerated(keys)) {
      return List.of(GeneratedTask.of(file, keys.keys(), options));
    }
    if (!GroupReader.isGroup(keys)) {
      return List.of();
    }
    TaskOptions asked =
        new TaskOptions(TaskOptions.AS_DEFINED, options.chat(), options.system(), options.name());
    return new GroupReader()
        .read(keys).allGenerated().stream()
            .map(member -> GeneratedTask.of(member.file(), member.keys(), asked))
            .toList();
  }

  /** The task of a file, or all members of the group, generated ones last. */
  public static List<Task> all(Path file, TaskOptions options, DataFolder data) {
    List<GeneratedTask> generated = generated(file, options);
    List<Task> all = new ArrayList<>();
    if (!GeneratedTask.isOne(file)) {
      all.addAll(tasks(file, options, data));
    }
    all.addAll(generated);
    return List.copyOf(all);
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
    if (GroupReader.isGroup(keys) && !options.name().isEmpty()) {
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
    if (!GroupReader.isGroup(keys)) {
      return Optional.empty();
    }
    GroupReader.Defined group = new GroupReader().read(keys);
    Map<String, LmEvalTask> bound = new HashMap<>();
    group.all().forEach(task -> bound.put(task.name(), task.bind(data)));
    return Optional.of(TaskGroup.of(group, bound));
  }

  /**
   * How figures of a group's file and of its inner groups are made; none when the file is a task.
   * Reads no data.
   *
   * @throws TaskException naming file and key of what cannot be used
   */
  public static List<GroupRule> rules(Path file) {
    TaskFile keys = TaskFile.load(file);
    return GroupReader.isGroup(keys) ? new GroupReader().read(keys).rules() : List.of();
  }

  /**
   * The files below a folder by the names of the tasks and groups that they define.
   *
   * @throws TaskException if the folder cannot be listed
   */
  public static Map<String, Path> files(Path folder) {
    return TaskIndex.of(folder).files();
  }
}
