package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.python.PythonLiteral;
import io.quantgrid.datasets.python.PythonText;
import io.quantgrid.datasets.read.Document;
import java.util.List;
import java.util.Optional;

/**
 * How a document becomes a question and its answer.
 *
 * @param choice empty where the task has no choices
 * @param prefix how the answer begins; it belongs to the prompt
 */
record Turn(
    Field text,
    Field target,
    Optional<Field> choice,
    Optional<Field> prefix,
    String targetDelimiter,
    String fewshotDelimiter) {

  /** The question, and the answer's beginning if the task gives it. */
  List<Said> ask(Document document) {
    return ask(question(document), document);
  }

  /** As {@link #ask(Document)}, with another question. */
  List<Said> ask(String question, Document document) {
    String begun = begun(document);
    return begun.isEmpty()
        ? List.of(Said.user(question, ""))
        : List.of(
            Said.user(question, delimiter(question, begun, targetDelimiter)),
            Said.assistant(begun, ""));
  }

  /** Question and answer. */
  List<Said> example(Document document) {
    String question = question(document);
    String answer = answer(document);
    if (answer.isEmpty()) {
      return ask(question, document);
    }
    String begun = begun(document);
    String between =
        begun.isEmpty() ? targetDelimiter : delimiter(question, begun, targetDelimiter);
    return List.of(
        Said.user(question, between), Said.assistant(joined(begun, answer, " "), fewshotDelimiter));
  }

  /** Whether an answer is begun by what does not end in white space. */
  boolean begunWithoutSpace() {
    String source = prefix.map(Field::source).orElse("");
    return !source.isEmpty() && !PythonText.isSpace(source.charAt(source.length() - 1));
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
        throw problem("doc_to_choice", document, e.getMessage());
      }
    }
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      throw problem("doc_to_choice", document, value + " (expected a list of choices)");
    }
    return list.stream().map(Values::text).toList();
  }

  /** The index of the right choice. */
  int gold(Document document, List<String> choices) {
    Object value = target.value(document);
    Object index = value;
    if (value instanceof String text) {
      boolean digits = PythonText.isDigits(text) && text.length() < 10;
      int place = choices.indexOf(text);
      boolean asNumber = digits && (target.isRendered() || place < 0);
      index = asNumber ? Long.parseLong(text) : place;
    } else if (value instanceof Boolean flag) {
      index = flag ? 1 : 0;
    }
    if (index instanceof Number number
        && !(index instanceof Double)
        && number.longValue() >= 0
        && number.longValue() < choices.size()) {
      return number.intValue();
    }
    throw problem(
        "doc_to_target",
        document,
        value
            + " (expected an index from 0 to "
            + (choices.size() - 1)
            + " or one of "
            + choices
            + ")");
  }

  /** The expected text of a task without choices. */
  String expected(Document document) {
    Object value = target.value(document);
    if (value instanceof List<?>) {
      throw problem("doc_to_target", document, value + " (expected one text, not several)");
    }
    return Values.text(value);
  }

  private String answer(Document document) {
    List<String> choices = choices(document);
    Object value = target.value(document);
    boolean literal =
        value instanceof String text && !(target.isRendered() && PythonText.isDigits(text));
    if (choices.isEmpty() || literal) {
      return expected(document);
    }
    return choices.get(gold(document, choices));
  }

  private String question(Document document) {
    return Values.text(text.value(document));
  }

  private String begun(Document document) {
    return prefix.map(field -> Values.text(field.value(document))).orElse("");
  }

  /** Both texts, the delimiter between them where there is no white space. */
  static String joined(String left, String right, String delimiter) {
    return left + delimiter(left, right, delimiter) + right;
  }

  /** The delimiter, or nothing where there is white space already or nothing to part. */
  private static String delimiter(String left, String right, String delimiter) {
    boolean apart =
        !left.isEmpty()
            && !right.isEmpty()
            && !PythonText.isSpace(left.charAt(left.length() - 1))
            && !PythonText.isSpace(right.charAt(0));
    return apart ? delimiter : "";
  }

  private static TaskException problem(String key, Document document, String what) {
    return new TaskException("Cannot use " + key + " of " + document.origin() + ": " + what);
  }
}
