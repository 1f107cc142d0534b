package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mapping inside a task file, read with messages that name the file and the way to the key. */
record Section(TaskFile file, String path, Map<String, Object> keys) {
  static Section of(TaskFile file, String path, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw file.problem(path, value, "keys and values");
    }
    Map<String, Object> keys = new LinkedHashMap<>();
    map.forEach(
        (key, inner) -> {
          if (inner != null) {
            keys.put(String.valueOf(key), inner);
          }
        });
    return new Section(file, path, keys);
  }

  Optional<Object> value(String key) {
    return Optional.ofNullable(keys.get(key));
  }

  Optional<String> string(String key) {
    return value(key)
        .map(
            value -> {
              if (value instanceof String text) {
                return text;
              }
              throw problem(key, value, "text");
            });
  }

  String required(String key) {
    return string(key).orElseThrow(() -> file.problem(path, keys, "the key " + key));
  }

  boolean flag(String key, boolean otherwise) {
    Object value = value(key).orElse(otherwise);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw problem(key, value, "true or false");
  }

  int integer(String key, int otherwise) {
    Object value = value(key).orElse(otherwise);
    if (value instanceof Integer integer) {
      return integer;
    }
    throw problem(key, value, "a whole number");
  }

  double number(String key, double otherwise) {
    Object value = value(key).orElse(otherwise);
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw problem(key, value, "a number");
  }

  /** One text or a list of them. */
  List<String> strings(String key) {
    Object value = value(key).orElse(List.of());
    List<?> values = value instanceof List<?> list ? list : List.of(value);
    for (Object one : values) {
      if (!(one instanceof String)) {
        throw problem(key, value, "text or a list of texts");
      }
    }
    return values.stream().map(String.class::cast).toList();
  }

  /** The mappings of a list; empty when the key is absent. */
  List<Section> sections(String key) {
    Object value = value(key).orElse(List.of());
    if (!(value instanceof List<?> list)) {
      throw problem(key, value, "a list");
    }
    return Problems.each(file, list, one -> of(file, path + "." + key, one));
  }

  /**
   * @throws TaskException naming all keys that are not supported
   */
  void checkKeys(Collection<String> supported) {
    List<String> unknown = keys.keySet().stream().filter(key -> !supported.contains(key)).toList();
    Problems.each(
        file,
        unknown,
        key -> {
          throw file.unknown(path + ": ", key, supported);
        });
  }

  TaskException problem(String key, Object value, String expected) {
    return file.problem(path + "." + key, value, expected);
  }
}
