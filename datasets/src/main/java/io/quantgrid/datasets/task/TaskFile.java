package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.function.FunctionLibraries;
import io.quantgrid.datasets.function.TaskFunction;
import io.quantgrid.kernels.name.Names;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of one task or group with its includes merged: what a file says itself wins over what it
 * includes, key by key.
 *
 * @param file the file that was named
 * @param keys values by key, nulls left out
 * @param folders for each key the folder of the file that wrote it
 */
record TaskFile(Path file, Map<String, Object> keys, Map<String, Path> folders) {
  private static final String INCLUDE = "include";

  /**
   * @throws TaskException if the file or one that it includes cannot be read, or they include each
   *     other in a circle
   */
  static TaskFile load(Path file) {
    return load(file.toAbsolutePath().normalize(), new ArrayList<>());
  }

  /** A task written inside a group: its keys stand in the group's file. */
  static TaskFile inline(TaskFile group, Map<String, Object> keys) {
    return merge(group.file(), keys, new ArrayList<>(List.of(group.file())));
  }

  private static TaskFile load(Path file, List<Path> trail) {
    if (trail.contains(file)) {
      throw new TaskException(
          "Cannot read "
              + trail.get(0)
              + ": "
              + file.getFileName()
              + " includes itself through "
              + trail.stream().map(p -> p.getFileName().toString()).toList()
              + " (expected no circle)");
    }
    trail.add(file);
    TaskFile merged =
        merge(
            file,
            StandardTasks.isOne(file)
                ? StandardTasks.keys(file)
                : PythonSamples.resolved(file, TaskYaml.read(file)),
            trail);
    trail.remove(trail.size() - 1);
    return merged;
  }

  private static TaskFile merge(Path file, Map<String, Object> own, List<Path> trail) {
    Map<String, Object> keys = new LinkedHashMap<>();
    Map<String, Path> folders = new LinkedHashMap<>();
    List<String> includes = includes(file, own.get(INCLUDE));
    for (int i = includes.size() - 1; i >= 0; i--) {
      TaskFile base = included(file, includes.get(i), trail);
      keys.putAll(base.keys());
      folders.putAll(base.folders());
    }
    own.forEach(
        (key, value) -> {
          if (!key.equals(INCLUDE)) {
            keys.put(key, value);
            folders.put(key, file.getParent());
          }
        });
    return new TaskFile(file, keys, folders);
  }

  /** A file beside the one that includes it, or the standard task of that name. */
  private static TaskFile included(Path file, String name, List<Path> trail) {
    Path beside = file.resolveSibling(name).normalize();
    boolean standard = !Files.exists(beside) && StandardTasks.names().contains(name);
    if (!standard && !Files.exists(beside) && !StandardTasks.isOne(file)) {
      throw new TaskException(
          "Cannot read "
              + file
              + ": include: "
              + name
              + ": no such file (expected one beside this, or a standard task)"
              + Names.hint(name, StandardTasks.names()));
    }
    return load(standard ? StandardTasks.file(name) : beside, trail);
  }

  private static List<String> includes(Path file, Object value) {
    if (value == null) {
      return List.of();
    }
    List<?> values = value instanceof List<?> list ? list : List.of(value);
    for (Object one : values) {
      if (!(one instanceof String)) {
        throw new TaskException(
            "Cannot read " + file + ": include: " + one + " (expected a file's name)");
      }
    }
    return values.stream().map(String.class::cast).toList();
  }

  /** The same with another value of one key. */
  TaskFile with(String key, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(keys);
    changed.put(key, value);
    return new TaskFile(file, changed, folders);
  }

  /** The same with other values of some keys. */
  TaskFile with(Map<String, Object> values) {
    Map<String, Object> changed = new LinkedHashMap<>(keys);
    changed.putAll(values);
    return new TaskFile(file, changed, folders);
  }

  /** The folder that what {@code key} names is relative to. */
  Path folder(String key) {
    return folders.getOrDefault(key, file.getParent());
  }

  Optional<Object> value(String key) {
    return Optional.ofNullable(keys.get(key));
  }

  Optional<String> string(String key) {
    return value(key)
        .map(
            value -> {
              if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                return value.toString();
              }
              throw problem(key, value, "text");
            });
  }

  int integer(String key, int otherwise) {
    Object value = value(key).orElse(otherwise);
    if (value instanceof Integer integer && integer >= 0) {
      return integer;
    }
    throw problem(key, value, "a whole number from 0");
  }

  /** A part of the file, whose messages name {@code key} first. */
  Section section(String key) {
    return Section.of(this, key, value(key).orElse(Map.of()));
  }

  /** One value or a list of them, as texts. */
  List<String> strings(String key) {
    Object value = value(key).orElse(List.of());
    List<?> values = value instanceof List<?> list ? list : List.of(value);
    for (Object one : values) {
      if (!(one instanceof String)) {
        throw problem(key, value, "a name or a list of names");
      }
    }
    return values.stream().map(String.class::cast).toList();
  }

  /**
   * @param refused reasons by key, of keys that are known and cannot be used
   * @throws TaskException naming all keys that are not supported
   */
  void checkKeys(Collection<String> supported, Map<String, String> refused) {
    Problems problems = new Problems(file);
    for (String key : keys.keySet()) {
      if (supported.contains(key)) {
        continue;
      }
      if (refused.containsKey(key)) {
        problems.check(
            () -> {
              throw new TaskException(
                  "Cannot load %s: the key %s is not supported: %s"
                      .formatted(file, key, refused.get(key)));
            });
      } else {
        problems.check(
            () -> {
              throw unknown("", key, supported);
            });
      }
    }
    problems.raise();
  }

  /** A key that is not known, with the one that may be meant or all there are. */
  TaskException unknown(String where, String key, Collection<String> supported) {
    String hint = Names.hint(key, supported);
    return new TaskException(
        "Cannot load %s: %sunknown key %s%s"
            .formatted(
                file, where, key, hint.isEmpty() ? " (expected one of " + supported + ")" : hint));
  }

  /**
   * The function in Java that is meant by a {@code !function}.
   *
   * @param key names the way to the value, its first part the key that decides the folder
   * @throws TaskException when there is none, or it is one of another kind
   */
  <F extends TaskFunction> F function(String key, Object value, Class<F> kind) {
    TaskFunction function = found(key, value).function();
    if (!kind.isInstance(function)) {
      throw problem(key, value, "a function that " + key + " can use");
    }
    return kind.cast(function);
  }

  /** Whether some function that the file names runs what a model wrote. */
  boolean runsPrograms() {
    return keys.entrySet().stream().anyMatch(one -> runsPrograms(one.getKey(), one.getValue()));
  }

  private boolean runsPrograms(String key, Object value) {
    if (value instanceof TaskYaml.PythonFunction named) {
      return FunctionLibraries.find(folder(key), named.name())
          .filter(found -> found.function() instanceof TaskFunction.RunsPrograms)
          .isPresent();
    }
    Collection<?> inner =
        value instanceof Map<?, ?> map
            ? map.values()
            : value instanceof Collection<?> list ? list : List.of();
    return inner.stream().anyMatch(one -> runsPrograms(key, one));
  }

  /** The same with what it is known by. */
  FunctionLibraries.Found found(String key, Object value) {
    if (!(value instanceof TaskYaml.PythonFunction named)) {
      throw problem(key, value, "!function and its name");
    }
    return FunctionLibraries.find(folder(key.split("\\.", 2)[0]), named.name())
        .orElseThrow(
            () ->
                problem(
                    key,
                    value,
                    "a function that is there in Java, which is known by its name and the file's"
                        + " folder: docs/tasks.md says of which tasks they are"));
  }

  TaskException problem(String key, Object value, String expected) {
    String shown =
        value instanceof TaskYaml.PythonFunction function
            ? "!function " + function.name() + ", which is Python code"
            : String.valueOf(value);
    return new TaskException(
        "Cannot load " + file + ": " + key + ": " + shown + " (expected " + expected + ")");
  }
}
