package io.quantgrid.core.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Methods of dicts and lists; those of texts are {@link StringMethods}. Nothing else has any. */
final class Methods {
  private Methods() {}

  static Optional<Function> of(Object value, String name) {
    if (value instanceof String text) {
      return StringMethods.of(text, name);
    }
    if (value instanceof Map<?, ?> map) {
      return ofDict(castMap(map), name);
    }
    return value instanceof List<?> list ? ofList(castList(list), name) : Optional.empty();
  }

  private static Optional<Function> ofDict(Map<Object, Object> map, String name) {
    return Optional.ofNullable(
        switch (name) {
          case "items" ->
              (a, n) -> {
                List<Object> items = new ArrayList<>();
                map.forEach((k, v) -> items.add(Tuple.of(k, v)));
                return items;
              };
          case "keys" -> (a, n) -> new ArrayList<>(map.keySet());
          case "values" -> (a, n) -> new ArrayList<>(map.values());
          case "copy" -> (a, n) -> new LinkedHashMap<>(map);
          case "get" ->
              (a, n) ->
                  map.containsKey(at(a, 0)) ? map.get(at(a, 0)) : a.size() > 1 ? a.get(1) : null;
          default -> null;
        });
  }

  private static Optional<Function> ofList(List<Object> list, String name) {
    Function method =
        switch (name) {
          case "index" ->
              (a, n) -> {
                for (int i = 0; i < list.size(); i++) {
                  if (Operators.equal(list.get(i), at(a, 0))) {
                    return (long) i;
                  }
                }
                throw JinjaException.value(Printing.repr(at(a, 0)) + " is not in list");
              };
          case "count" ->
              (a, n) -> list.stream().filter(item -> Operators.equal(item, at(a, 0))).count();
          default -> null;
        };
    return Optional.ofNullable(method).or(() -> changing(list, name));
  }

  /** Methods of lists that a template makes itself; what it was given are copies. */
  private static Optional<Function> changing(List<Object> list, String name) {
    if (list instanceof Tuple) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        switch (name) {
          case "append" ->
              (a, n) -> {
                list.add(at(a, 0));
                return null;
              };
          case "extend" ->
              (a, n) -> {
                List<Object> more = Values.iterate(at(a, 0));
                Operators.fits((long) list.size() + more.size());
                list.addAll(more);
                return null;
              };
          case "insert" ->
              (a, n) -> {
                int where = Values.small(at(a, 0));
                int from = where < 0 ? Math.max(0, where + list.size()) : where;
                list.add(Math.min(from, list.size()), at(a, 1));
                return null;
              };
          case "pop" ->
              (a, n) -> {
                int where = a.isEmpty() ? -1 : Values.small(a.get(0));
                int from = where < 0 ? where + list.size() : where;
                if (from < 0 || from >= list.size()) {
                  throw new JinjaException("IndexError", "pop index out of range");
                }
                return list.remove(from);
              };
          case "reverse" ->
              (a, n) -> {
                java.util.Collections.reverse(list);
                return null;
              };
          case "copy" -> (a, n) -> new ArrayList<>(list);
          default -> null;
        });
  }

  static Object at(List<Object> arguments, int position) {
    if (position >= arguments.size()) {
      throw JinjaException.type(
          "expected at least %d arguments, got %d".formatted(position + 1, arguments.size()));
    }
    return arguments.get(position);
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, Object> castMap(Map<?, ?> map) {
    return (Map<Object, Object>) map;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> castList(List<?> list) {
    return (List<Object>) list;
  }
}
