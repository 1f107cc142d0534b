package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.GroupMetric;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.grid.GroupRule;
import io.quantgrid.kernels.name.Names;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the members of groups as lm-evaluation-harness 0.4.13 does. A name is that of a task, a
 * group or a tag of a file below the group's folder, or else below the nearest folder above it that
 * is called {@code tasks}, or else a standard task or group. What a group says beside its own keys,
 * and what stands beside a member's name, takes the place of the member's keys. A member may be a
 * generated task too.
 */
final class GroupReader {
  private static final String TASK = "task";
  private static final String GROUP = "group";
  private static final String ROOT = "tasks";
  private final Map<Path, TaskIndex> indices = new HashMap<>();

  /** The names on the way from the outermost group. */
  private final List<String> trail = new ArrayList<>();

  /** A group as its file defines it, before data are there. */
  record Defined(
      String name,
      String alias,
      List<TaskDefinition> tasks,
      List<TaskFile> generated,
      List<Defined> groups,
      List<GroupMetric> metrics) {
    /** The files of its generated tasks and those of its groups, each once. */
    List<TaskFile> allGenerated() {
      Map<String, TaskFile> all = new LinkedHashMap<>();
      generated.forEach(file -> all.putIfAbsent(file.string(TASK).orElse(""), file));
      groups.stream()
          .flatMap(group -> group.allGenerated().stream())
          .forEach(file -> all.putIfAbsent(file.string(TASK).orElse(""), file));
      return List.copyOf(all.values());
    }

    /** How its figures and those of its groups are made, its own first. */
    List<GroupRule> rules() {
      List<String> names = new ArrayList<>();
      all().forEach(task -> names.add(task.name()));
      allGenerated().forEach(file -> names.add(file.string(TASK).orElse("")));
      List<GroupRule> rules = new ArrayList<>();
      metrics.forEach(metric -> rules.add(new GroupRule(name, names, metric)));
      groups.forEach(group -> rules.addAll(group.rules()));
      return rules;
    }

    /** Its tasks and those of its groups, each once. */
    List<TaskDefinition> all() {
      Map<String, TaskDefinition> all = new LinkedHashMap<>();
      tasks.forEach(task -> all.putIfAbsent(task.name(), task));
      groups.forEach(group -> group.all().forEach(task -> all.putIfAbsent(task.name(), task)));
      return List.copyOf(all.values());
    }
  }

  static boolean isGroup(TaskFile file) {
    return file.value(GROUP).isPresent() && file.value(TASK).orElse("") instanceof List<?>;
  }

  /**
   * @throws TaskException naming file and key of what cannot be used
   */
  Defined read(TaskFile group) {
    return read(group, group.string(GROUP).orElseThrow(), Map.of());
  }

  private Defined read(TaskFile group, String name, Map<String, Object> given) {
    Set<String> known = new LinkedHashSet<>(TaskKeys.GROUP);
    known.addAll(TaskKeys.SUPPORTED);
    group.checkKeys(known, TaskKeys.REFUSED);
    if (trail.contains(name)) {
      throw group.problem(TASK, name, "no group inside itself");
    }
    trail.add(name);
    Map<String, Object> overrides = new LinkedHashMap<>(group.keys());
    TaskKeys.GROUP.forEach(overrides::remove);
    overrides.putAll(given);
    List<?> list = (List<?>) group.value(TASK).orElse(List.of());
    Members members = new Members(group, name);
    Problems problems = new Problems(group.file());
    for (Object one : list) {
      problems.check(() -> member(group, name, one, overrides, members));
    }
    problems.raise();
    if (members.empty()) {
      throw group.problem(TASK, list, "at least one task");
    }
    trail.remove(trail.size() - 1);
    return new Defined(
        name,
        group.string("group_alias").orElse(name),
        List.copyOf(members.tasks.values()),
        List.copyOf(members.generated.values()),
        List.copyOf(members.groups.values()),
        GroupMetrics.read(group));
  }

  private void member(
      TaskFile group, String name, Object one, Map<String, Object> overrides, Members members) {
    if (one instanceof String named) {
      named(group, named, overrides, members);
      return;
    }
    if (!(one instanceof Map<?, ?>)) {
      throw group.problem(TASK, one, "a task's name, or its keys");
    }
    Map<String, Object> keys = new LinkedHashMap<>(Section.of(group, TASK, one).keys());
    boolean inner = keys.get(GROUP) instanceof String && keys.get(TASK) instanceof List<?>;
    Object reference = keys.getOrDefault(GROUP, keys.get(TASK));
    if (!(reference instanceof String named)) {
      throw group.problem(TASK, one, "the name of a task or group");
    }
    if (inner) {
      String innerName = name + "::" + named;
      members.add(read(TaskFile.inline(group, keys), innerName, overrides));
      return;
    }
    Map<String, Object> merged = new LinkedHashMap<>(overrides);
    merged.putAll(keys);
    merged.remove(GROUP);
    merged.remove(TASK);
    if (keys.containsKey(GROUP) || isKnown(group, named)) {
      named(group, named, merged, members);
      return;
    }
    merged.put(TASK, name + "::" + named);
    members.add(TaskFile.inline(group, merged));
  }

  private boolean isKnown(TaskFile group, String name) {
    return scopes(group).stream()
        .map(this::index)
        .anyMatch(index -> index.file(name).isPresent() || !index.tagged(name).isEmpty());
  }

  private void named(TaskFile group, String name, Map<String, Object> overrides, Members members) {
    List<String> known = new ArrayList<>();
    for (Path scope : scopes(group)) {
      TaskIndex index = index(scope);
      Optional<Path> file = index.file(name);
      if (file.isPresent()) {
        add(TaskFile.load(file.get()), overrides, members);
        return;
      }
      List<String> tagged = index.tagged(name);
      if (!tagged.isEmpty()) {
        tagged.forEach(
            task -> add(TaskFile.load(index.file(task).orElseThrow()), overrides, members));
        return;
      }
      known.addAll(index.names());
    }
    String hint = Names.hint(name, known);
    throw group.problem(
        TASK,
        name,
        "a task, group or tag of a file below " + group.file().getParent() + shown(known) + hint);
  }

  /** A few names are shown, many are not. */
  private static String shown(List<String> known) {
    return known.size() > 20 ? "" : "; there are " + known;
  }

  private void add(TaskFile file, Map<String, Object> overrides, Members members) {
    if (isGroup(file)) {
      members.add(read(file, file.string(GROUP).orElseThrow(), overrides));
    } else {
      members.add(file.with(overrides));
    }
  }

  private static List<Path> scopes(TaskFile group) {
    if (StandardTasks.isOne(group.file())) {
      return List.of(StandardTasks.PLACE);
    }
    List<Path> scopes = new ArrayList<>(List.of(group.file().getParent()));
    for (Path above = group.file().getParent(); above != null; above = above.getParent()) {
      if (above.endsWith(ROOT) && !scopes.contains(above)) {
        scopes.add(above);
        break;
      }
    }
    scopes.add(StandardTasks.PLACE);
    return scopes;
  }

  private TaskIndex index(Path folder) {
    return indices.computeIfAbsent(
        folder,
        path -> path.equals(StandardTasks.PLACE) ? TaskIndex.standard() : TaskIndex.of(path));
  }

  /** The members of one group, by name. */
  private static final class Members {
    private final TaskFile group;
    private final String name;
    private final Map<String, TaskDefinition> tasks = new LinkedHashMap<>();
    private final Map<String, TaskFile> generated = new LinkedHashMap<>();
    private final Map<String, Defined> groups = new LinkedHashMap<>();

    Members(TaskFile group, String name) {
      this.group = group;
      this.name = name;
    }

    boolean empty() {
      return tasks.isEmpty() && generated.isEmpty() && groups.isEmpty();
    }

    void add(TaskFile file) {
      if (TaskFiles.isGenerated(file)) {
        String task = file.string(TASK).orElse("");
        if (generated.put(task, file) != null) {
          throw twice(task);
        }
        return;
      }
      TaskDefinition task = TaskDefinition.read(file);
      if (tasks.put(task.name(), task) != null) {
        throw twice(task.name());
      }
    }

    void add(Defined inner) {
      if (groups.put(inner.name(), inner) != null) {
        throw twice(inner.name());
      }
    }

    private TaskException twice(String what) {
      return group.problem(TASK, what, "each task once in " + name);
    }
  }
}
