package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.function.TaskFunction;
import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import io.quantgrid.kernels.name.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** Makes a filter of its entry in a pipeline. */
final class FilterReader {
  private static final String DEFAULT_PATTERN = "#### (\\-?[0-9\\.\\,]+)";
  private static final String PATTERN = "regex_pattern";
  private static final String SELECT = "group_select";
  private static final String FALLBACK = "fallback";
  private static final String IGNORED = "regexes_to_ignore";

  /** Python's None. */
  private static final Optional<?> NOTHING = Optional.empty();

  private static final Map<String, FilterReader> ALL =
      Map.ofEntries(
          Map.entry("regex", of(FilterReader::regex, PATTERN, SELECT, FALLBACK)),
          Map.entry("regex_pos", of(FilterReader::tags, PATTERN, SELECT, FALLBACK)),
          Map.entry(
              "multi_choice_regex",
              of(
                  FilterReader::choice,
                  PATTERN,
                  SELECT,
                  FALLBACK,
                  "ignore_case",
                  "ignore_punctuation",
                  IGNORED)),
          Map.entry("take_first", of(section -> Filter.TAKE_FIRST)),
          Map.entry("take_first_k", of(FilterReader::firstOnes, "k")),
          Map.entry("majority_vote", of(section -> Filter.majority())),
          Map.entry("map", of(FilterReader::map, "mapping_dict", "default_value")),
          Map.entry("lowercase", of(section -> Filter.each(PythonText::lower))),
          Map.entry("uppercase", of(section -> Filter.each(PythonText::upper))),
          Map.entry("remove_whitespace", of(section -> Filter.each(PythonText::strip))),
          Map.entry("format_span", of(section -> Filter.each(SpanFilter::format))),
          Map.entry("custom", of(FilterReader::custom, "filter_fn")));

  private final Function<Section, Filter> make;
  private final List<String> arguments;

  private FilterReader(Function<Section, Filter> make, List<String> arguments) {
    this.make = make;
    this.arguments = arguments;
  }

  private static FilterReader of(Function<Section, Filter> make, String... arguments) {
    List<String> keys = new ArrayList<>(List.of(arguments));
    keys.add("function");
    return new FilterReader(make, keys);
  }

  /**
   * @throws TaskException naming the way to what cannot be used
   */
  static Filter read(Section section) {
    Object named = section.value("function").orElse("");
    if (named instanceof TaskYaml.PythonFunction) {
      return ofClass(section, named);
    }
    FilterReader reader = named instanceof String ? ALL.get(named) : null;
    if (reader == null) {
      throw section.problem(
          "function",
          named,
          "one of "
              + new TreeSet<>(ALL.keySet())
              + Names.hint(String.valueOf(named), ALL.keySet()));
    }
    section.checkKeys(reader.arguments);
    try {
      return reader.make.apply(section);
    } catch (IllegalArgumentException e) {
      throw new TaskException(
          "Cannot load " + section.file().file() + ": " + section.path() + ": " + e.getMessage(),
          e);
    }
  }

  private static Filter regex(Section section) {
    return Filter.regex(pattern(section), section.integer(SELECT, 0), fallback(section));
  }

  /** Its pattern and selection have no effect in lm-eval either. */
  private static Filter tags(Section section) {
    List<String> fallback = section.strings(FALLBACK);
    return Filter.tags(fallback.isEmpty() ? List.of("invalid") : fallback);
  }

  private static Filter choice(Section section) {
    return new ChoiceFilter(
        pattern(section),
        section.integer(SELECT, 0),
        fallback(section),
        section.flag("ignore_case", false),
        section.flag("ignore_punctuation", false),
        section.strings(IGNORED).stream().map(PythonRegex::compile).toList());
  }

  private static PythonRegex pattern(Section section) {
    return PythonRegex.compile(section.string(PATTERN).orElse(DEFAULT_PATTERN));
  }

  private static String fallback(Section section) {
    return section.string(FALLBACK).orElse(Filter.FALLBACK);
  }

  private static Filter firstOnes(Section section) {
    int count = section.integer("k", 0);
    int most = section.file().integer("repeats", 1);
    if (count < 1 || count > most) {
      throw section.problem("k", count, "1 to the number of repeats, " + most);
    }
    return Filter.takeFirst(count);
  }

  /** Only texts can be looked up, so other keys never match. */
  private static Filter map(Section section) {
    Object given = section.value("mapping_dict").orElse(Map.of());
    if (!(given instanceof Map<?, ?> mapping)) {
      throw section.problem("mapping_dict", given, "keys and values");
    }
    Map<String, String> answers = new LinkedHashMap<>();
    mapping.forEach(
        (key, value) -> {
          if (key instanceof String text) {
            answers.put(text, Values.text(value == null ? NOTHING : value));
          }
        });
    return Filter.map(answers, Values.text(section.value("default_value").orElse(NOTHING)));
  }

  private static Filter custom(Section section) {
    Object named = section.value("filter_fn").orElse("none");
    return filter(
        section.file().function(section.path() + ".filter_fn", named, TaskFunction.OfTexts.class));
  }

  /** A filter that the file brings itself, with its arguments. */
  private static Filter ofClass(Section section, Object named) {
    TaskFunction function =
        section.file().function(section.path() + ".function", named, TaskFunction.class);
    Map<String, Object> arguments = new LinkedHashMap<>(section.keys());
    arguments.remove("function");
    if (function instanceof TaskFunction.OfArguments made) {
      try {
        return filter(made.with(arguments));
      } catch (IllegalArgumentException e) {
        throw section.problem("function", named, e.getMessage());
      }
    }
    if (function instanceof TaskFunction.OfTexts texts && arguments.isEmpty()) {
      return filter(texts);
    }
    throw section.problem("function", named, "a filter, with the arguments that it takes");
  }

  private static Filter filter(TaskFunction.OfTexts function) {
    return (responses, document) -> {
      try {
        return function.apply(document.fields(), responses);
      } catch (IllegalArgumentException e) {
        throw Turn.problem("a filter's function", document, e.getMessage());
      }
    };
  }
}
