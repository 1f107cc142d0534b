package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tasks that differ in little, from one file. Its {@code members} are mappings of variables; a name
 * under {@code tasks} or {@code groups} that holds variables ({@code mmlu_<subject>}) stands for
 * one task or group for every different value, and the variables in its keys are those of the
 * member. In a list a text with variables that differ is repeated for each. A text that is nothing
 * but a variable becomes the variable's value, whatever that is.
 *
 * @param about title, paper and licence of the data
 */
record TaskFamily(
    Map<String, Object> about,
    Map<String, Map<String, Object>> tasks,
    Map<String, Map<String, Object>> groups) {
  /**
   * @param keys of the family's file
   * @param file for messages
   */
  static TaskFamily of(Map<String, Object> keys, Path file) {
    List<Map<String, Object>> members = new ArrayList<>();
    if (keys.get("members") instanceof List<?> list) {
      list.forEach(one -> members.add(mapping(one, file, "members")));
    } else {
      members.add(Map.of());
    }
    return new TaskFamily(
        mapping(keys.getOrDefault("about", Map.of()), file, "about"),
        expanded(keys, "tasks", "task", members, file),
        expanded(keys, "groups", "group", members, file));
  }

  private static Map<String, Map<String, Object>> expanded(
      Map<String, Object> keys,
      String section,
      String nameKey,
      List<Map<String, Object>> members,
      Path file) {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    mapping(keys.getOrDefault(section, Map.of()), file, section)
        .forEach(
            (pattern, value) -> {
              Map<String, List<Map<String, Object>>> byName = new LinkedHashMap<>();
              for (Map<String, Object> member : members) {
                byName
                    .computeIfAbsent(text(pattern, member), name -> new ArrayList<>())
                    .add(member);
              }
              byName.forEach(
                  (name, of) -> {
                    Map<String, Object> entry = new LinkedHashMap<>();
                    entry.put(nameKey, name);
                    mapping(value, file, section + "." + pattern)
                        .forEach((key, one) -> entry.put(key, filled(one, of)));
                    if (all.put(name, entry) != null) {
                      throw new TaskException(
                          "Cannot read " + file + ": " + name + " twice (expected it once)");
                    }
                  });
            });
    return all;
  }

  private static Object filled(Object value, List<Map<String, Object>> members) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      map.forEach((key, one) -> entries.put(String.valueOf(key), filled(one, members)));
      return entries;
    }
    if (value instanceof List<?> list) {
      Set<Object> items = new LinkedHashSet<>();
      for (Object one : list) {
        members.forEach(member -> items.add(filled(one, List.of(member))));
      }
      return List.copyOf(items);
    }
    if (value instanceof TaskYaml.PythonFunction function) {
      return new TaskYaml.PythonFunction(text(function.name(), members.get(0)));
    }
    return value instanceof String text ? single(text, members.get(0)) : value;
  }

  private static Object single(String text, Map<String, Object> member) {
    for (Map.Entry<String, Object> variable : member.entrySet()) {
      if (text.equals("<" + variable.getKey() + ">")) {
        return variable.getValue();
      }
    }
    return text(text, member);
  }

  private static String text(String pattern, Map<String, Object> member) {
    String text = pattern;
    for (Map.Entry<String, Object> variable : member.entrySet()) {
      text = text.replace("<" + variable.getKey() + ">", String.valueOf(variable.getValue()));
    }
    return text;
  }

  private static Map<String, Object> mapping(Object value, Path file, String where) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new TaskException(
          "Cannot read " + file + ": " + where + ": " + value + " (expected a mapping)");
    }
    Map<String, Object> entries = new LinkedHashMap<>();
    map.forEach((key, one) -> entries.put(String.valueOf(key), one));
    return entries;
  }
}
