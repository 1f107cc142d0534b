package io.quantgrid.core.text.jinja;

import io.quantgrid.core.text.jinja.Library.Call;
import io.quantgrid.core.text.jinja.Library.Filter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Jinja2's filters on sequences ({@code jinja2/filters.py}). */
final class SequenceFilters {
  private SequenceFilters() {}

  static Map<String, Filter> all() {
    Map<String, Filter> filters = new HashMap<>();
    filters.put("length", (v, c) -> (long) Values.length(v));
    filters.put("count", (v, c) -> (long) Values.length(v));
    filters.put("list", (v, c) -> new ArrayList<>(Values.iterate(v)));
    filters.put("first", (v, c) -> end(Values.iterate(v), 0, c));
    filters.put("last", (v, c) -> end(Values.iterate(v), -1, c));
    filters.put("join", SequenceFilters::join);
    filters.put("reverse", SequenceFilters::reverse);
    filters.put("sort", SequenceFilters::sort);
    filters.put("unique", SequenceFilters::unique);
    filters.put("min", (v, c) -> extreme(v, c, 1));
    filters.put("max", (v, c) -> extreme(v, c, -1));
    filters.put("sum", SequenceFilters::sum);
    filters.put("map", SequenceFilters::map);
    filters.put("select", (v, c) -> select(v, c, true));
    filters.put("reject", (v, c) -> select(v, c, false));
    filters.put("selectattr", (v, c) -> selectAttribute(v, c, true));
    filters.put("rejectattr", (v, c) -> selectAttribute(v, c, false));
    filters.put("groupby", SequenceFilters::groupBy);
    filters.put("batch", SequenceFilters::batch);
    return filters;
  }

  /** For comparisons that ignore case. */
  static Object folded(Object value, boolean byCase) {
    return value instanceof String s && !byCase ? s.toLowerCase(Locale.ROOT) : value;
  }

  private static Object end(List<Object> items, int index, Call call) {
    if (items.isEmpty()) {
      return call.rendering()
          .undefined("No %s item, sequence was empty.".formatted(index == 0 ? "first" : "last"));
    }
    return items.get(index == 0 ? 0 : items.size() - 1);
  }

  private static Object join(Object value, Call call) {
    String separator = Printing.str(call.argument(0, "d", ""));
    UnaryOperator<Object> of = attribute(call.argument(1, "attribute", null), call);
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (Object item : Values.iterate(value)) {
      call.rendering().append(out, (first ? "" : separator) + Printing.str(of.apply(item)));
      first = false;
    }
    return out.toString();
  }

  private static Object reverse(Object value, Call call) {
    if (value instanceof String) {
      return Operators.slice(value, null, null, -1L);
    }
    List<Object> items = new ArrayList<>(Values.iterate(value));
    Collections.reverse(items);
    return items;
  }

  private static Object sort(Object value, Call call) {
    boolean byCase = Values.truth(call.argument(1, "case_sensitive", false));
    UnaryOperator<Object> of = attribute(call.argument(2, "attribute", null), call);
    Comparator<Object> order =
        (a, b) -> Operators.compare(folded(of.apply(a), byCase), folded(of.apply(b), byCase));
    List<Object> items = new ArrayList<>(Values.iterate(value));
    items.sort(Values.truth(call.argument(0, "reverse", false)) ? order.reversed() : order);
    return items;
  }

  private static Object unique(Object value, Call call) {
    boolean byCase = Values.truth(call.argument(0, "case_sensitive", false));
    UnaryOperator<Object> of = attribute(call.argument(1, "attribute", null), call);
    List<Object> seen = new ArrayList<>();
    List<Object> kept = new ArrayList<>();
    for (Object item : Values.iterate(value)) {
      Object key = folded(of.apply(item), byCase);
      if (!Operators.contains(seen, key)) {
        seen.add(key);
        kept.add(item);
      }
    }
    return kept;
  }

  private static Object extreme(Object value, Call call, int sign) {
    boolean byCase = Values.truth(call.argument(0, "case_sensitive", false));
    UnaryOperator<Object> of = attribute(call.argument(1, "attribute", null), call);
    List<Object> items = Values.iterate(value);
    if (items.isEmpty()) {
      return call.rendering().undefined("No aggregated item, sequence was empty.");
    }
    return Collections.min(
        items,
        (a, b) ->
            sign * Operators.compare(folded(of.apply(a), byCase), folded(of.apply(b), byCase)));
  }

  private static Object sum(Object value, Call call) {
    UnaryOperator<Object> of = attribute(call.argument(0, "attribute", null), call);
    Object sum = call.argument(1, "start", 0L);
    for (Object item : Values.iterate(value)) {
      sum = Operators.binary("+", sum, of.apply(item));
    }
    return sum;
  }

  private static Object map(Object value, Call call) {
    List<Object> mapped = new ArrayList<>();
    if (call.positional().isEmpty()) {
      UnaryOperator<Object> of = attribute(call.named().get("attribute"), call);
      for (Object item : Values.iterate(value)) {
        Object found = of.apply(item);
        mapped.add(
            found instanceof Undefined ? call.named().getOrDefault("default", found) : found);
      }
      return mapped;
    }
    Filter filter = call.library().filter(Values.text(call.positional().get(0)));
    for (Object item : Values.iterate(value)) {
      call.rendering().step();
      mapped.add(filter.apply(item, call.after(1)));
    }
    return mapped;
  }

  private static Object select(Object value, Call call, boolean wanted) {
    return select(value, call, wanted, item -> item);
  }

  private static Object selectAttribute(Object value, Call call, boolean wanted) {
    if (call.positional().isEmpty()) {
      throw JinjaException.type("Missing parameter for attribute name");
    }
    return select(value, call.after(1), wanted, attribute(call.positional().get(0), call));
  }

  private static Object select(Object value, Call call, boolean wanted, UnaryOperator<Object> of) {
    List<Object> arguments = call.positional();
    Library.Test test =
        arguments.isEmpty()
            ? (v, a) -> Values.truth(v)
            : call.library().test(Values.text(arguments.get(0)));
    List<Object> kept = new ArrayList<>();
    for (Object item : Values.iterate(value)) {
      call.rendering().step();
      if (test.holds(of.apply(item), call.after(1).positional()) == wanted) {
        kept.add(item);
      }
    }
    return kept;
  }

  private static Object groupBy(Object value, Call call) {
    UnaryOperator<Object> of = attribute(call.argument(0, "attribute", null), call);
    List<Object> sorted = new ArrayList<>(Values.iterate(value));
    sorted.sort(
        (a, b) -> Operators.compare(folded(of.apply(a), false), folded(of.apply(b), false)));
    List<Object> groups = new ArrayList<>();
    List<Object> group = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      Object key = folded(of.apply(sorted.get(i)), false);
      group.add(sorted.get(i));
      boolean last =
          i + 1 == sorted.size()
              || !Operators.equal(key, folded(of.apply(sorted.get(i + 1)), false));
      if (last) {
        groups.add(Tuple.of(of.apply(group.get(0)), group));
        group = new ArrayList<>();
      }
    }
    return groups;
  }

  private static Object batch(Object value, Call call) {
    int size = Math.max(1, Values.small(call.argument(0, "linecount", 1L)));
    List<Object> items = Values.iterate(value);
    List<Object> batches = new ArrayList<>();
    for (int i = 0; i < items.size(); i += size) {
      List<Object> batch = new ArrayList<>(items.subList(i, Math.min(items.size(), i + size)));
      while (call.argument(1, "fill_with").isPresent() && batch.size() < size) {
        batch.add(call.argument(1, "fill_with", null));
      }
      batches.add(batch);
    }
    return batches;
  }

  /** {@code attribute="a.b.0"}: a path of attributes and indices; null means the item itself. */
  private static UnaryOperator<Object> attribute(Object path, Call call) {
    if (path == null) {
      return item -> item;
    }
    if (!(path instanceof String text)) {
      return item -> Attributes.item(item, path, call.rendering());
    }
    return item -> {
      Object value = item;
      for (String name : text.split("\\.")) {
        Object key = name.matches("\\d{1,9}") ? (Object) Long.parseLong(name) : name;
        value = Attributes.item(value, key, call.rendering());
      }
      return value;
    };
  }
}
