package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.python.PythonText;
import io.quantgrid.datasets.read.Document;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a document becomes a question and its answer.
 *
 * @param prefix how the answer begins; it belongs to the prompt
 */
record Turn(
    Field text,
    Answers answers,
    Optional<Field> prefix,
    String targetDelimiter,
    String fewshotDelimiter) {

  /** The question, and the answer's beginning if the task gives it. */
  List<Said> ask(Document document) {
    return ask(question(document), document, targetDelimiter);
  }

  /** A choice as the question; nothing parts it from the answer's beginning. */
  List<Said> askChoice(String choice, Document document) {
    return ask(choice, document, "");
  }

  private List<Said> ask(String question, Document document, String before) {
    String begun = begun(document);
    return begun.isEmpty()
        ? List.of(Said.user(question, ""))
        : List.of(
            Said.user(question, delimiter(question, begun, before)), Said.assistant(begun, ""));
  }

  /** Question and answer. */
  List<Said> example(Document document) {
    String question = question(document);
    String answer =
        asked(document).isPresent() ? answers.written(document) : answers.answer(document);
    if (answer.isEmpty()) {
      return ask(question, document, targetDelimiter);
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

  /**
   * Where each choice is a question of its own and the target their common answer: the right one's
   * index. Empty where there is one question.
   */
  OptionalInt asked(Document document) {
    Object value = answers.read(text, document);
    if (!answers.chosen() || !Answers.isIndex(value)) {
      return OptionalInt.empty();
    }
    List<String> choices = answers.choices(document);
    return OptionalInt.of(answers.index("doc_to_text", document, value, choices));
  }

  private String question(Document document) {
    OptionalInt asked = asked(document);
    return asked.isPresent()
        ? answers.choices(document).get(asked.getAsInt())
        : Values.text(text.value(document));
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

  static TaskException problem(String key, Document document, String what) {
    return new TaskException("Cannot use " + key + " of " + document.origin() + ": " + what);
  }
}
