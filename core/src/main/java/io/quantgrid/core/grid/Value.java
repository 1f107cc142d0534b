package io.quantgrid.core.grid;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML value and where it stands. */
sealed interface Value {
  Place place();

  /** For messages. */
  String shown();

  /** What a plain scalar is taken for; quoted ones are text. */
  enum Type {
    TEXT,
    INTEGER,
    NUMBER,
    BOOLEAN,
    NOTHING
  }

  /**
   * A scalar.
   *
   * @param text as written, without quotes
   */
  record Scalar(Place place, Type type, String text) implements Value {
    @Override
    public String shown() {
      return type == Type.NOTHING ? "nothing" : text;
    }
  }

  /** A list. */
  record Sequence(Place place, List<Value> items) implements Value {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String shown() {
      return items.isEmpty() ? "an empty list" : "a list";
    }
  }

  /** Keys and their values, in the order of the file. */
  record Mapping(Place place, Map<String, Value> entries) implements Value {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String shown() {
      return "a mapping";
    }
  }
}
