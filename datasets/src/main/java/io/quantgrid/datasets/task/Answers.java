package io.quantgrid.datasets.task;

import io.quantgrid.datasets.python.PythonLiteral;
import io.quantgrid.datasets.python.PythonText;
import io.quantgrid.datasets.read.Document;
import java.util.List;
import java.util.Optional;

/**
 * What may be answered to a document, and what is right.
 *
 * @param choice empty where answers are not chosen among several
 * @param numbers what digits mean that a template wrote
 */
record Answers(Field target, Optional<Field> choice, Numbers numbers) {
  /** What digits are that a template wrote. */
  enum Numbers {
    INDEX,
    TEXT;

    /** An index where the task has choices. */
    static Numbers of(Optional<?> choices) {
      return choices.isPresent() ? INDEX : TEXT;
    }
  }

  /** Whether one answer is right, or any of several. */
  enum Targets {
    ONE,
    SEVERAL
  }

  boolean chosen() {
    return choice.isPresent();
  }

  /** The choices as texts; empty where the task has none. */
  List<String> choices(Document document) {
    if (choice.isEmpty()) {
      return List.of();
    }
    Object value = choice.get().value(document);
    if (value instanceof String text) {
      try {
        value = PythonLiteral.parse(text);
      } catch (IllegalArgumentException e) {
        throw Turn.problem("doc_to_choice", document, e.getMessage());
      }
    }
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      throw Turn.problem("doc_to_choice", document, value + " (expected a list of choices)");
    }
    return list.stream().map(Values::text).toList();
  }

  /** The indices of the right choices. */
  List<Integer> gold(Document document, List<String> choices, Targets targets) {
    Object value = value(document);
    if (targets == Targets.ONE) {
      return List.of(index("doc_to_target", document, value, choices));
    }
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      throw Turn.problem(
          "doc_to_target", document, value + " (expected a list, as of the first document)");
    }
    return list.stream().map(one -> index("doc_to_target", document, one, choices)).toList();
  }

  /** The index that a value means: itself, or that of the choice it is. */
  int index(String key, Document document, Object value, List<String> choices) {
    Object index = value;
    if (value instanceof String text) {
      int place = choices.indexOf(text);
      boolean asNumber = place < 0 && PythonText.isDigits(text) && text.length() < 10;
      index = asNumber ? Integer.parseInt(text) : place;
    } else if (value instanceof Boolean flag) {
      index = flag ? 1 : 0;
    }
    if (isIndex(index)
        && ((Number) index).longValue() >= 0
        && ((Number) index).longValue() < choices.size()) {
      return ((Number) index).intValue();
    }
    throw outside(key, document, value, choices);
  }

  /** The target as one text: as it is written. */
  String written(Document document) {
    return Values.text(target.value(document));
  }

  /** Whether a task has several right answers: lm-eval looks at its first document. */
  Targets targets(Document first) {
    return value(first) instanceof List<?> ? Targets.SEVERAL : Targets.ONE;
  }

  /**
   * The expected texts. Where the task has several, a text is its characters, as for lm-eval; where
   * it has one, a list is the text that Python makes of it.
   */
  List<String> expected(Document document, Targets targets) {
    Object value = value(document);
    if (chosen()) {
      List<String> choices = choices(document);
      return List.of(choices.get(index("doc_to_target", document, value, choices)));
    }
    if (targets == Targets.ONE) {
      return List.of(Values.text(value));
    }
    return value instanceof List<?> list
        ? list.stream().map(Values::text).toList()
        : Values.text(value).codePoints().mapToObj(Character::toString).toList();
  }

  /** The answer that an example gives: of several the first. */
  String answer(Document document) {
    Object value = value(document);
    if (value instanceof List<?> list) {
      if (list.isEmpty() || (chosen() && isIndex(list.get(0)))) {
        throw Turn.problem(
            "doc_to_target", document, value + " (expected a text, for an example before others)");
      }
      return Values.text(list.get(0));
    }
    if (!chosen() || value instanceof String) {
      return Values.text(value);
    }
    List<String> choices = choices(document);
    return choices.get(index("doc_to_target", document, value, choices));
  }

  /** A field's value; digits that a template wrote as a number, where they are an index. */
  Object read(Field field, Document document) {
    Object value = field.value(document);
    boolean number =
        numbers == Numbers.INDEX
            && value instanceof String text
            && field.isRendered(document)
            && PythonText.isDigits(text)
            && text.length() < 10;
    return number ? (Object) Long.valueOf((String) value) : value;
  }

  /** The target; a list that a template wrote is that list. */
  private Object value(Document document) {
    Object value = read(target, document);
    boolean list =
        value instanceof String text
            && text.startsWith("[")
            && text.endsWith("]")
            && target.isRendered(document);
    if (!list) {
      return value;
    }
    try {
      return PythonLiteral.parse((String) value);
    } catch (IllegalArgumentException e) {
      return value; // text in brackets
    }
  }

  static boolean isIndex(Object value) {
    return value instanceof Long || value instanceof Integer;
  }

  private static RuntimeException outside(
      String key, Document document, Object value, List<String> choices) {
    return Turn.problem(
        key,
        document,
        value
            + " (expected an index from 0 to "
            + (choices.size() - 1)
            + " or one of "
            + choices
            + ")");
  }
}
