package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import java.util.List;

/** Whether two texts are equal after what is to be ignored was removed from both. */
record ExactMatch(
    boolean ignoreCase,
    boolean ignorePunctuation,
    boolean ignoreNumbers,
    List<PythonRegex> ignored) {
  static final List<String> OPTIONS =
      List.of("ignore_case", "ignore_punctuation", "ignore_numbers", "regexes_to_ignore");

  static ExactMatch read(Section section) {
    try {
      return new ExactMatch(
          section.flag("ignore_case", false),
          section.flag("ignore_punctuation", false),
          section.flag("ignore_numbers", false),
          section.strings("regexes_to_ignore").stream().map(PythonRegex::compile).toList());
    } catch (IllegalArgumentException e) {
      throw new TaskException(
          "Cannot load " + section.file().file() + ": " + section.path() + ": " + e.getMessage(),
          e);
    }
  }

  boolean matches(String prediction, String reference) {
    return normal(prediction).equals(normal(reference));
  }

  private String normal(String text) {
    String rest = text;
    for (PythonRegex regex : ignored) {
      rest = regex.remove(rest);
    }
    if (ignoreCase) {
      rest = PythonText.lower(rest);
    }
    if (ignorePunctuation) {
      rest = PythonText.withoutPunctuation(rest);
    }
    return ignoreNumbers ? PythonText.withoutDigits(rest) : rest;
  }
}
