package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.datasets.python.PythonLiteral;
import io.quantgrid.datasets.read.Document;
import java.util.List;
import java.util.Optional;

/**
 * What is said to a model after its answers: the key {@code follow_ups}, a list of texts or what
 * gives one. The model answers each in turn.
 *
 * @param field empty where a question is all that is said
 */
record FollowUps(Optional<Field> field, String fewshotDelimiter) {
  static final String KEY = "follow_ups";

  static FollowUps read(TaskFile file, Kind kind, String fewshotDelimiter) {
    Optional<Field> field = file.value(KEY).map(source -> Field.of(file, KEY, source));
    if (field.isPresent() && kind != Kind.GENERATE) {
      throw file.problem(KEY, file.value(KEY).orElseThrow(), "generate_until, where it is used");
    }
    return new FollowUps(field, fewshotDelimiter);
  }

  /** The texts: in plain text they begin with what parts them from the answer. */
  List<String> of(Document document, ChatForm chat) {
    return field.map(source -> texts(source.value(document), document)).orElse(List.of()).stream()
        .map(text -> chat == ChatForm.NONE ? fewshotDelimiter + text : text)
        .toList();
  }

  private static List<String> texts(Object value, Document document) {
    Object read = value;
    if (value instanceof String text) {
      try {
        read = PythonLiteral.parse(text);
      } catch (IllegalArgumentException e) {
        throw Turn.problem(KEY, document, e.getMessage());
      }
    }
    if (!(read instanceof List<?> list)) {
      throw Turn.problem(KEY, document, value + " (expected a list of texts)");
    }
    return list.stream().map(Values::text).toList();
  }
}
