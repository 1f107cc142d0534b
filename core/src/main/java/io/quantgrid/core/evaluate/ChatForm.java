package io.quantgrid.core.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a question and the examples before it are put to a model. */
public enum ChatForm {
  /** As plain text. */
  NONE,
  /** In the model's chat template, each example a turn of the user and one of the assistant. */
  MULTITURN,
  /** In the model's chat template, the examples and the question as one turn of the user. */
  SINGLETURN;

  /** The names in sweeps. */
  public static List<String> names() {
    return Arrays.stream(values()).map(ChatForm::text).toList();
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when there is none of that name
   */
  public static ChatForm named(String text) {
    return Arrays.stream(values())
        .filter(form -> form.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot ask as chat: " + text + " (expected one of " + names() + ")"));
  }
}
