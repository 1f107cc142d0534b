package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.Turns;
import io.quantgrid.datasets.read.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a task says is known of its documents, so that figures may be broken down by it: {@code
 * facts}, a mapping of names to columns, templates or functions. Under {@code optional} stand
 * columns that not all data have. Null and the empty text are no facts.
 */
record Facts(List<Fact> all) {
  private static final String KEY = "facts";
  private static final String OPTIONAL = "optional";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,31}");

  /** The longest value; a fact is a word or two that many documents share. */
  private static final int LONGEST = 200;

  /** Gives a document's value; empty where it has none. */
  interface Value {
    Optional<String> of(Document document);
  }

  record Fact(String name, Value value) {}

  Facts {
    all = List.copyOf(all);
  }

  /**
   * @throws TaskException naming each entry that cannot be used
   */
  static Facts read(TaskFile file) {
    Section section = file.section(KEY);
    Section optional =
        Section.of(file, KEY + "." + OPTIONAL, section.value(OPTIONAL).orElse(Map.of()));
    List<Fact> all = new ArrayList<>();
    all.addAll(facts(section, List.of(OPTIONAL), Facts::fact));
    all.addAll(facts(optional, section.keys().keySet(), Facts::optional));
    return new Facts(all);
  }

  private interface Reading {
    Fact of(Section section, String name, Object source);
  }

  private static List<Fact> facts(Section section, Collection<String> taken, Reading reading) {
    List<String> names =
        section.keys().keySet().stream().filter(name -> !name.equals(OPTIONAL)).toList();
    return Problems.each(
        section.file(),
        names,
        name -> {
          Object source = section.value(name).orElseThrow();
          if (!NAME.matcher(name).matches()) {
            throw section.problem(
                name, source, "a name of small letters, digits and _, at most 32");
          }
          if (name.equals(Turns.FACT)) {
            throw section.problem(name, source, "another name: this one tells conversations");
          }
          if (taken.contains(name)) {
            throw section.problem(name, source, "each name once");
          }
          return reading.of(section, name, source);
        });
  }

  private static Fact fact(Section section, String name, Object source) {
    if (source instanceof String text && !Template.isTemplate(text)) {
      return new Fact(name, document -> column(section, name, text, document));
    }
    if (source instanceof List || source instanceof Map) {
      throw section.problem(name, source, "a column or template");
    }
    Field field = Field.of(section.file(), KEY + "." + name, source);
    return new Fact(name, document -> Optional.of(checked(name, field.value(document), document)));
  }

  private static Fact optional(Section section, String name, Object source) {
    if (!(source instanceof String column) || Template.isTemplate(column)) {
      throw section.problem(name, source, "a column: a template asks {% if it is defined %}");
    }
    return new Fact(
        name,
        document ->
            Optional.ofNullable(document.fields().get(column))
                .map(value -> checked(name, value, document)));
  }

  private static Optional<String> column(
      Section section, String name, String column, Document document) {
    if (!document.fields().containsKey(column)) {
      throw new TaskException(
          "Cannot make %s.%s (%s) of %s: no column %s (expected one of %s; for the word itself write {{'%s'}})"
              .formatted(
                  KEY,
                  name,
                  section.file().file().getFileName(),
                  document.origin(),
                  column,
                  document.columns(),
                  column));
    }
    return Optional.ofNullable(document.fields().get(column))
        .map(value -> checked(name, value, document));
  }

  private static String checked(String name, Object value, Document document) {
    String text = Values.text(value);
    if (text.length() > LONGEST) {
      throw new TaskException(
          "Cannot make %s.%s of %s: %d characters (expected at most %d)"
              .formatted(KEY, name, document.origin(), text.length(), LONGEST));
    }
    return text;
  }

  /**
   * What is known of a document, by name.
   *
   * @throws TaskException naming the document and the fact that cannot be made
   */
  Map<String, String> of(Document document) {
    Map<String, String> facts = new TreeMap<>();
    for (Fact fact : all) {
      fact.value()
          .of(document)
          .filter(value -> !value.isEmpty())
          .ifPresent(value -> facts.put(fact.name(), value));
    }
    return facts;
  }
}
