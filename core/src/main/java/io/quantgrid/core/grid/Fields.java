package io.quantgrid.core.grid;

import io.quantgrid.core.grid.Value.Mapping;
import io.quantgrid.core.grid.Value.Scalar;
import io.quantgrid.core.grid.Value.Sequence;
import io.quantgrid.kernels.name.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads the keys of a mapping by type. A key whose value is nothing counts as absent. */
final class Fields {
  private static final Pattern WHOLE = Pattern.compile("[+-]?(0|[1-9][0-9]{0,17})");

  private final Mapping mapping;
  private final Problems problems;

  /** Every key that is not among {@code keys} becomes a problem. */
  Fields(Mapping mapping, List<String> keys, Problems problems) {
    this.mapping = mapping;
    this.problems = problems;
    for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
      if (!keys.contains(entry.getKey())) {
        String hint = Names.hint(entry.getKey(), keys);
        problems.add(
            entry.getValue().place(), "unknown key", "one of " + String.join(", ", keys) + hint);
      }
    }
  }

  /** The value of a key, unless absent. */
  Optional<Value> value(String key) {
    return Optional.ofNullable(mapping.entries().get(key))
        .filter(value -> !(value instanceof Scalar scalar && scalar.type() == Value.Type.NOTHING));
  }

  /** Where a key stands or should. */
  Place place(String key) {
    Value value = mapping.entries().get(key);
    if (value != null) {
      return value.place();
    }
    Place parent = mapping.place();
    return parent.path().isEmpty() ? new Place(parent.source(), 0, key) : parent.key(key);
  }

  void missing(String key, String expected) {
    problems.add(place(key), "nothing", expected);
  }

  /** Any scalar, as written. */
  Optional<String> text(String key, String expected) {
    return value(key).flatMap(value -> text(value, expected, problems));
  }

  static Optional<String> text(Value value, String expected, Problems problems) {
    if (value instanceof Scalar scalar && scalar.type() != Value.Type.NOTHING) {
      return Optional.of(scalar.text());
    }
    problems.add(value.place(), value.shown(), expected);
    return Optional.empty();
  }

  /** A whole number from {@code least} to {@code most}. */
  OptionalLong whole(String key, long least, long most) {
    Optional<Value> value = value(key);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (value.get() instanceof Scalar scalar
        && scalar.type() == Value.Type.INTEGER
        && WHOLE.matcher(scalar.text()).matches()) {
      long number = Long.parseLong(scalar.text());
      if (number >= least && number <= most) {
        return OptionalLong.of(number);
      }
    }
    problems.add(place(key), value.get().shown(), "a whole number from " + least + " to " + most);
    return OptionalLong.empty();
  }

  int whole(String key, int least, int most, int fallback) {
    return (int) whole(key, least, most).orElse(fallback);
  }

  /** A list's items; absent and empty lists are problems. */
  List<Value> items(String key, String expected) {
    Optional<Value> value = value(key);
    if (value.isEmpty()) {
      missing(key, expected);
      return List.of();
    }
    return items(value.get(), expected, problems);
  }

  static List<Value> items(Value value, String expected, Problems problems) {
    if (value instanceof Sequence list && !list.items().isEmpty()) {
      return list.items();
    }
    problems.add(value.place(), value.shown(), expected);
    return List.of();
  }

  /** A nested mapping. */
  Optional<Fields> nested(String key, List<String> keys, String expected) {
    Optional<Value> value = value(key);
    if (value.isPresent() && !(value.get() instanceof Mapping)) {
      problems.add(place(key), value.get().shown(), expected);
      return Optional.empty();
    }
    return value.map(v -> new Fields((Mapping) v, keys, problems));
  }
}
