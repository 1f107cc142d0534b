package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the YAML files below a folder define: tasks, groups, and tags, which name all tasks that
 * carry them. Of several files with one name the first in the order of their paths counts. Files
 * that cannot be read define nothing.
 */
final class TaskIndex {
  private static final int MOST_FILES = 50_000;
  private static final Set<String> LEFT_OUT = Set.of("__pycache__", ".ipynb_checkpoints");
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final Map<String, Set<String>> tags = new LinkedHashMap<>();

  private TaskIndex() {}

  /**
   * @throws TaskException if the folder cannot be listed or holds more than {@value #MOST_FILES}
   *     task files
   */
  static TaskIndex of(Path folder) {
    TaskIndex index = new TaskIndex();
    for (Path file : yamlFiles(folder)) {
      try {
        index.add(TaskFile.load(file));
      } catch (TaskException e) {
        // it may be a part of a task, or no task at all
      }
    }
    return index;
  }

  /** The standard tasks and groups; their tags are types of skill, and name nothing. */
  static TaskIndex standard() {
    TaskIndex index = new TaskIndex();
    StandardTasks.names().forEach(name -> index.files.put(name, StandardTasks.file(name)));
    return index;
  }

  private void add(TaskFile file) {
    boolean code = file.value("class").isPresent(); // a task, whatever group it names
    Optional<Object> group = code ? Optional.empty() : file.value("group");
    Object name = group.or(() -> file.value("task")).orElse("");
    boolean taken = !(name instanceof String text) || text.isEmpty() || files.containsKey(text);
    if (taken || tags.containsKey(name)) {
      return;
    }
    files.put((String) name, file.file());
    if (group.isEmpty()) {
      for (String tag : file.strings("tag")) {
        if (!files.containsKey(tag)) {
          tags.computeIfAbsent(tag, key -> new TreeSet<>()).add((String) name);
        }
      }
    }
  }

  /** The file that defines a task or group. */
  Optional<Path> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** The names of the tasks that carry a tag, sorted; empty if none does. */
  List<String> tagged(String tag) {
    return List.copyOf(tags.getOrDefault(tag, Set.of()));
  }

  /** Files by the names that they define. */
  Map<String, Path> files() {
    return Collections.unmodifiableMap(files);
  }

  /** All names, for messages. */
  List<String> names() {
    List<String> names = new ArrayList<>(files.keySet());
    names.addAll(tags.keySet());
    return names;
  }

  private static List<Path> yamlFiles(Path folder) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              return LEFT_OUT.contains(String.valueOf(path.getFileName()))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              String name = path.getFileName().toString();
              if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                found.add(path);
              }
              return found.size() > MOST_FILES
                  ? FileVisitResult.TERMINATE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
              return FileVisitResult.CONTINUE; // a folder of others
            }
          });
    } catch (IOException e) {
      throw new TaskException("Cannot list " + folder + ": " + e + " (expected task files)", e);
    }
    if (found.size() > MOST_FILES) {
      throw new TaskException(
          "Cannot list %s: too many files (expected at most %d task files)"
              .formatted(folder, MOST_FILES));
    }
    Collections.sort(found);
    return found;
  }
}
