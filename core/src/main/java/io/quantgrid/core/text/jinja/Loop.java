package io.quantgrid.core.text.jinja;

import java.util.List;
import java.util.Optional;

/** The variable {@code loop} inside a for block. */
final class Loop implements Function {
  private final List<Object> items;
  private final Rendering rendering;
  private final int depth;
  private final Function recursion;
  private Object changed = new Object();
  private int index;

  Loop(List<Object> items, Rendering rendering, int depth, Function recursion) {
    this.items = items;
    this.rendering = rendering;
    this.depth = depth;
    this.recursion = recursion;
  }

  void at(int position) {
    index = position;
  }

  int depth() {
    return depth;
  }

  /** {@code loop(items)} of a recursive loop. */
  @Override
  public Object call(List<Object> positional, java.util.Map<String, Object> named) {
    return recursion.call(positional, named);
  }

  /** The attribute's value, which may be None (the inner Optional), or empty if there is none. */
  Optional<Optional<Object>> attribute(String name) {
    Object value =
        switch (name) {
          case "index" -> index + 1L;
          case "index0" -> (long) index;
          case "revindex" -> (long) items.size() - index;
          case "revindex0" -> items.size() - index - 1L;
          case "first" -> index == 0;
          case "last" -> index == items.size() - 1;
          case "length" -> (long) items.size();
          case "depth" -> depth + 1L;
          case "depth0" -> (long) depth;
          case "previtem" ->
              index > 0 ? items.get(index - 1) : rendering.undefined("there is no previous item");
          case "nextitem" ->
              index + 1 < items.size()
                  ? items.get(index + 1)
                  : rendering.undefined("there is no next item");
          case "cycle" -> (Function) (values, named) -> values.get(index % values.size());
          case "changed" -> (Function) (values, named) -> changed(values);
          default -> this;
        };
    return value == this ? Optional.empty() : Optional.of(Optional.ofNullable(value));
  }

  private Object changed(List<Object> values) {
    boolean differs = !values.equals(changed);
    changed = values;
    return differs;
  }
}
