package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import io.quantgrid.kernels.name.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A named chain of filters; what is left first at its end is the answer. */
record FilterPipeline(String name, List<Filter> filters) {
  private static final String DEFAULT_PATTERN = "#### (\\-?[0-9\\.\\,]+)";

  /** Filter functions and their arguments. */
  private static final Map<String, List<String>> ARGUMENTS =
      Map.of(
          "regex", List.of("regex_pattern", "group_select", "fallback"),
          "take_first", List.of(),
          "take_first_k", List.of("k"),
          "remove_whitespace", List.of(),
          "lowercase", List.of(),
          "uppercase", List.of(),
          "map", List.of("mapping_dict", "default_value"),
          "majority_vote", List.of());

  private static final List<String> LATER =
      List.of("custom", "decontaminate", "format_span", "multi_choice_regex", "regex_pos");

  /** What is left of an outcome; only generated texts are filtered. */
  Outcome apply(Outcome outcome) {
    if (!(outcome instanceof Outcome.Generated generated)) {
      return outcome;
    }
    List<String> texts = generated.texts();
    for (Filter filter : filters) {
      texts = filter.apply(texts);
    }
    return new Outcome.Generated(texts);
  }

  /** The pipelines of {@code filter_list}; one that changes nothing where there is none. */
  static List<FilterPipeline> read(TaskFile file, Kind kind) {
    Object value = file.value("filter_list").orElse(List.of());
    if (kind != Kind.GENERATE && file.value("filter_list").isPresent()) {
      throw file.problem("filter_list", kind.text(), "filters for generate_until alone");
    }
    if (!(value instanceof List<?> list)) {
      throw file.problem("filter_list", value, "a list of pipelines");
    }
    if (list.isEmpty()) {
      return List.of(new FilterPipeline("none", List.of()));
    }
    Map<String, FilterPipeline> pipelines = new LinkedHashMap<>();
    for (Object one : list) {
      Section section = Section.of(file, "filter_list", one);
      section.checkKeys(List.of("name", "filter"), List.of("metric_list"));
      String name = section.required("name");
      List<Filter> filters = new ArrayList<>();
      section.sections("filter").forEach(filter -> filters.add(filter(filter)));
      if (pipelines.put(name, new FilterPipeline(name, List.copyOf(filters))) != null) {
        throw section.problem("name", name, "a name that no other pipeline has");
      }
    }
    return List.copyOf(pipelines.values());
  }

  static Filter filter(Section section) {
    Object named = section.value("function").orElse("");
    if (!(named instanceof String function) || !ARGUMENTS.containsKey(function)) {
      throw section.problem("function", named, expected(String.valueOf(named)));
    }
    List<String> keys = new ArrayList<>(ARGUMENTS.get(function));
    keys.add("function");
    section.checkKeys(keys, List.of());
    return switch (function) {
      case "regex" -> regex(section);
      case "take_first" -> Filter.takeFirst(1);
      case "take_first_k" -> Filter.takeFirst(section.integer("k", 1));
      case "remove_whitespace" -> Filter.each(PythonText::strip);
      case "lowercase" -> Filter.each(PythonText::lower);
      case "uppercase" -> Filter.each(PythonText::upper);
      case "map" -> map(section);
      case "majority_vote" -> Filter.majority();
      default -> throw new IllegalStateException(function);
    };
  }

  private static Filter regex(Section section) {
    String pattern = section.string("regex_pattern").orElse(DEFAULT_PATTERN);
    try {
      return Filter.regex(
          PythonRegex.compile(pattern),
          section.integer("group_select", 0),
          section.string("fallback").orElse(Filter.FALLBACK));
    } catch (IllegalArgumentException e) {
      throw new TaskException(
          "Cannot load " + section.file().file() + ": " + section.path() + ": " + e.getMessage(),
          e);
    }
  }

  private static Filter map(Section section) {
    Map<String, String> answers = new LinkedHashMap<>();
    Section.of(
            section.file(),
            section.path() + ".mapping_dict",
            section.value("mapping_dict").orElse(Map.of()))
        .keys()
        .forEach((key, value) -> answers.put(key, Values.text(value)));
    Object otherwise = section.value("default_value").orElse(java.util.Optional.empty());
    return Filter.map(answers, Values.text(otherwise));
  }

  private static String expected(String function) {
    return "one of "
        + new TreeSet<>(ARGUMENTS.keySet())
        + (LATER.contains(function)
            ? ", which are supported"
            : Names.hint(function, ARGUMENTS.keySet()));
  }
}
