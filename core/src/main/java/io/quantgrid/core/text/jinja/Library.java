package io.quantgrid.core.text.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The filters and tests that templates may name. */
record Library(Map<String, Filter> filters, Map<String, Test> tests) {
  /** A value through a filter. */
  @FunctionalInterface
  interface Filter {
    Object apply(Object value, Call call);
  }

  /** What stands after {@code is}. */
  @FunctionalInterface
  interface Test {
    boolean holds(Object value, List<Object> arguments);
  }

  /** What a filter was called with. */
  record Call(
      List<Object> positional, Map<String, Object> named, Rendering rendering, Library library) {
    /** An argument by position or name, or a default. */
    Object argument(int position, String name, Object otherwise) {
      if (position < positional.size()) {
        return positional.get(position);
      }
      return named.getOrDefault(name, otherwise);
    }

    Optional<Object> argument(int position, String name) {
      return Optional.ofNullable(argument(position, name, null));
    }

    /** The arguments after the first {@code n}. */
    Call after(int n) {
      return new Call(
          positional.subList(Math.min(n, positional.size()), positional.size()),
          named,
          rendering,
          library);
    }
  }

  Library {
    filters = Map.copyOf(filters);
    tests = Map.copyOf(tests);
  }

  Filter filter(String name) {
    if (!filters.containsKey(name)) {
      throw new JinjaException("TemplateAssertionError", "No filter named '" + name + "'.");
    }
    return filters.get(name);
  }

  Test test(String name) {
    if (!tests.containsKey(name)) {
      throw new JinjaException("TemplateAssertionError", "No test named '" + name + "'.");
    }
    return tests.get(name);
  }
}
