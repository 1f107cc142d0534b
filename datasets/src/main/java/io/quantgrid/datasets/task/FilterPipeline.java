package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.read.Document;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A named chain of filters; what is left first at its end is the answer. */
record FilterPipeline(String name, List<Filter> filters) {
  private static final FilterPipeline NONE = new FilterPipeline("none", List.of(Filter.TAKE_FIRST));

  /**
   * What is left of an outcome; only generated texts are filtered.
   *
   * @throws TaskException naming the document that has not what a filter looks at
   */
  Outcome apply(Outcome outcome, Document document) {
    if (!(outcome instanceof Outcome.Generated generated)) {
      return outcome;
    }
    List<String> texts = generated.texts();
    boolean one = false;
    for (Filter filter : filters) {
      List<String> given = one && !texts.isEmpty() ? characters(texts.get(0)) : texts;
      texts = filter.apply(given, document);
      one = filter == Filter.TAKE_FIRST;
    }
    return new Outcome.Generated(texts, generated.tokens(), generated.loglikelihoods());
  }

  private static List<String> characters(String text) {
    return text.codePoints().mapToObj(Character::toString).toList();
  }

  /** The pipelines of {@code filter_list}; one that takes the first text where there is none. */
  static List<FilterPipeline> read(TaskFile file, Kind kind) {
    Object value = file.value("filter_list").orElse(List.of());
    if (!(value instanceof List<?> list)) {
      throw file.problem("filter_list", value, "a list of pipelines");
    }
    if (list.isEmpty()) {
      return List.of(NONE);
    }
    List<FilterPipeline> pipelines = Problems.each(file, list, one -> read(file, one, kind));
    Set<String> names = new HashSet<>();
    for (FilterPipeline pipeline : pipelines) {
      if (!names.add(pipeline.name())) {
        throw file.problem(
            "filter_list.name", pipeline.name(), "a name that no other pipeline has");
      }
    }
    return pipelines;
  }

  private static FilterPipeline read(TaskFile file, Object one, Kind kind) {
    Section section = Section.of(file, "filter_list", one);
    section.checkKeys(List.of("name", "filter"));
    String name = section.required("name");
    List<Section> sections = section.sections("filter");
    if (kind != Kind.GENERATE) {
      requireFirst(file, sections, kind);
    }
    return new FilterPipeline(name, Problems.each(file, sections, FilterReader::read));
  }

  /** What is scored is one number; other filters would take it apart. */
  private static void requireFirst(TaskFile file, List<Section> sections, Kind kind) {
    boolean first =
        sections.size() == 1 && sections.get(0).string("function").orElse("").equals("take_first");
    if (!first) {
      throw file.problem(
          "filter_list.filter",
          sections.stream().map(section -> section.value("function").orElse("none")).toList(),
          "take_first alone for " + kind.text() + ": other filters are for generate_until");
    }
  }
}
