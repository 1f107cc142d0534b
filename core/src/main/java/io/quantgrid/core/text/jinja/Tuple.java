package io.quantgrid.core.text.jinja;

import java.util.AbstractList;
import java.util.List;

/** A list that prints as a tuple and equals only tuples. */
final class Tuple extends AbstractList<Object> {
  private final Object[] values;

  Tuple(List<?> values) {
    this.values = values.toArray();
  }

  static Tuple of(Object... values) {
    return new Tuple(java.util.Arrays.asList(values));
  }

  @Override
  public Object get(int index) {
    return values[index];
  }

  @Override
  public int size() {
    return values.length;
  }
}
