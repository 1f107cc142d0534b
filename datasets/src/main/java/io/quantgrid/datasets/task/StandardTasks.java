package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.kernels.name.Names;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The tasks of the field and groups of them, by name: definitions that lie in this module, without
 * their data. They are read when the first is asked for.
 */
public final class StandardTasks {
  private static final String ROOT = "/tasks/";
  private static final String FILE = "family.yaml";

  /** Where the definitions seem to lie, for those who go by paths; nothing is there on a disk. */
  static final Path PLACE = Path.of("/standard-tasks").toAbsolutePath().normalize();

  private StandardTasks() {}

  /** The keys that define a name, and the file that it seems to have. */
  private record Entry(Path file, Map<String, Object> keys) {}

  /** Everything, read once. */
  private static final class All {
    static final Map<String, TaskFamily> FAMILIES = families();
    static final Map<String, Entry> ENTRIES = entries(FAMILIES);
    static final Map<Path, Entry> FILES =
        ENTRIES.values().stream().collect(Collectors.toMap(Entry::file, entry -> entry));
  }

  /** Names of tasks and groups, sorted. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(All.ENTRIES.keySet());
  }

  /**
   * What stands for the file that defines a task or group wherever a task file is asked for.
   *
   * @throws TaskException when there is none of that name
   */
  public static Path file(String name) {
    Entry entry = All.ENTRIES.get(name);
    if (entry == null) {
      throw new TaskException(
          "Cannot find task "
              + name
              + " (expected a standard task or group)"
              + Names.hint(name, names()));
    }
    return entry.file();
  }

  /** Whether a path is one of {@link #file}. */
  static boolean isOne(Path file) {
    return file.startsWith(PLACE);
  }

  /** The keys of such a file. */
  static Map<String, Object> keys(Path file) {
    Entry entry = All.FILES.get(file);
    if (entry == null) {
      throw new TaskException("Cannot read " + file + ": no such task (expected a standard one)");
    }
    return entry.keys();
  }

  /** Families by the folder that they lie in. */
  static Map<String, TaskFamily> families() {
    Map<String, TaskFamily> families = new LinkedHashMap<>();
    for (String folder : resource("index.txt").lines().toList()) {
      Path file = Path.of("tasks", folder, FILE);
      families.put(
          folder, TaskFamily.of(TaskYaml.parsed(resource(folder + "/" + FILE), file), file));
    }
    return families;
  }

  private static Map<String, Entry> entries(Map<String, TaskFamily> families) {
    Map<String, Entry> entries = new TreeMap<>();
    families.forEach(
        (folder, family) -> {
          List<Map.Entry<String, Map<String, Object>>> all = new ArrayList<>();
          all.addAll(family.tasks().entrySet());
          all.addAll(family.groups().entrySet());
          for (Map.Entry<String, Map<String, Object>> one : all) {
            Path file = PLACE.resolve(folder).resolve(one.getKey() + ".yaml");
            if (entries.put(one.getKey(), new Entry(file, one.getValue())) != null) {
              throw new TaskException(
                  "Cannot read tasks/%s: %s (expected a name that no other family has)"
                      .formatted(folder, one.getKey()));
            }
          }
        });
    return entries;
  }

  private static String resource(String name) {
    try (InputStream in = StandardTasks.class.getResourceAsStream(ROOT + name)) {
      if (in == null) {
        throw new TaskException(
            "Cannot read the embedded file " + name + " (expected it in the datasets jar)");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
