package io.quantgrid.core.text.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Names in sight: those of this block, then those of the blocks around it. */
final class Scope {
  /** The value of a name that stands for what is not there. */
  static final Object ABSENT = new Object();

  private static final Object NONE = new Object();

  private final Optional<Scope> outer;
  private final Map<String, Object> names;
  private final Rendering rendering;

  Scope(Rendering rendering, Map<String, Object> names) {
    this.outer = Optional.empty();
    this.names = new HashMap<>(names);
    this.rendering = rendering;
  }

  private Scope(Scope outer) {
    this.outer = Optional.of(outer);
    this.names = new HashMap<>();
    this.rendering = outer.rendering;
  }

  Scope inner() {
    return new Scope(this);
  }

  Rendering rendering() {
    return rendering;
  }

  void set(String name, Object value) {
    names.put(name, value);
  }

  Object get(String name) {
    Object value = names.getOrDefault(name, NONE);
    if (value == ABSENT) {
      rendering.missed(name);
      return null;
    }
    if (value != NONE) {
      return value;
    }
    return outer.isPresent()
        ? outer.get().get(name)
        : rendering.undefined("'" + name + "' is undefined");
  }
}
