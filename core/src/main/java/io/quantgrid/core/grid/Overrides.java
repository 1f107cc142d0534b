package io.quantgrid.core.grid;

import io.quantgrid.core.grid.Value.Mapping;
import io.quantgrid.core.grid.Value.Scalar;
import io.quantgrid.core.grid.Value.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values set on the command line: {@code limits.samples=20}, {@code formats[0]=w3}. */
final class Overrides {
  private static final Pattern STEP =
      Pattern.compile("\\.?([A-Za-z_][A-Za-z0-9_-]*)|\\[(\\d{1,6})]");
  private static final int LONGEST_SHOWN = 60;

  private Overrides() {}

  /** The root with every override applied in turn; what cannot be applied becomes a problem. */
  static Mapping apply(Mapping root, List<String> overrides, Problems problems) {
    Value value = root;
    for (String override : overrides) {
      value = apply(value, override, problems);
    }
    return (Mapping) value;
  }

  private static Value apply(Value root, String override, Problems problems) {
    String shown =
        override.length() <= LONGEST_SHOWN
            ? override
            : override.substring(0, LONGEST_SHOWN) + "...";
    int equals = override.indexOf('=');
    Optional<List<String>> steps =
        equals < 0 ? Optional.empty() : steps(override.substring(0, equals).strip());
    if (steps.isEmpty()) {
      problems.add(
          new Place("--set", 0, ""),
          override,
          "key=value, as in limits.samples=20 or methods=[rtn]");
      return root;
    }
    String path = override.substring(0, equals).strip();
    String text = override.substring(equals + 1);
    Place place = new Place("--set " + shown, 0, path);
    Optional<Value> value =
        text.isBlank()
            ? Optional.of(new Scalar(place, Value.Type.NOTHING, ""))
            : YamlText.parse(text, place, problems);
    return value.map(v -> set(root, steps.get(), v, problems)).orElse(root);
  }

  /** Keys as they are, indices in brackets; empty when the path is malformed. */
  private static Optional<List<String>> steps(String path) {
    List<String> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    int end = 0;
    while (end < path.length() && matcher.find(end) && matcher.start() == end) {
      boolean misplaced = end == 0 ? path.charAt(0) == '.' : isWordAfterWord(path, end);
      if (misplaced || (end == 0 && matcher.group(2) != null)) {
        return Optional.empty();
      }
      steps.add(matcher.group(2) != null ? "[" + matcher.group(2) + "]" : matcher.group(1));
      end = matcher.end();
    }
    return end == path.length() && end > 0 ? Optional.of(steps) : Optional.empty();
  }

  private static boolean isWordAfterWord(String path, int end) {
    return path.charAt(end) != '.' && path.charAt(end) != '[';
  }

  private static Value set(Value old, List<String> steps, Value value, Problems problems) {
    if (steps.isEmpty()) {
      return value;
    }
    String step = steps.get(0);
    List<String> rest = steps.subList(1, steps.size());
    if (!step.startsWith("[")) {
      Map<String, Value> entries =
          new LinkedHashMap<>(old instanceof Mapping mapping ? mapping.entries() : Map.of());
      Value inner = entries.getOrDefault(step, nothing(value.place()));
      entries.put(step, set(inner, rest, value, problems));
      return new Mapping(old instanceof Mapping ? old.place() : value.place(), entries);
    }
    List<Value> items = new ArrayList<>(old instanceof Sequence list ? list.items() : List.of());
    int index = Integer.parseInt(step.substring(1, step.length() - 1));
    if (index > items.size()) {
      problems.add(
          value.place(), "index " + index, "0 to " + items.size() + ", the end of the list");
      return old;
    }
    if (index == items.size()) {
      items.add(nothing(value.place()));
    }
    items.set(index, set(items.get(index), rest, value, problems));
    return new Sequence(old instanceof Sequence ? old.place() : value.place(), items);
  }

  private static Value nothing(Place place) {
    return new Scalar(place, Value.Type.NOTHING, "");
  }
}
