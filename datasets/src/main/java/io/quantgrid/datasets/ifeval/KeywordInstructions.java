package io.quantgrid.datasets.ifeval;

import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import java.util.List;
import java.util.function.LongPredicate;

/** Words and letters that a response has, or has not. Keywords are regular expressions. */
final class KeywordInstructions {
  private KeywordInstructions() {}

  static Instruction existence(Arguments arguments) {
    List<PythonRegex> keywords =
        arguments.texts("keywords").stream().map(KeywordInstructions::anyCase).toList();
    return response -> keywords.stream().allMatch(keyword -> count(keyword, response) > 0);
  }

  static Instruction frequency(Arguments arguments) {
    PythonRegex keyword = anyCase(arguments.stripped("keyword"));
    LongPredicate fits = arguments.relation("relation", "frequency");
    return response -> fits.test(count(keyword, response));
  }

  static Instruction forbidden(Arguments arguments) {
    List<PythonRegex> words =
        arguments.texts("forbidden_words").stream()
            .map(word -> anyCase("\\b" + word + "\\b"))
            .toList();
    return response -> words.stream().noneMatch(word -> count(word, response) > 0);
  }

  /**
   * The harness puts a random letter in the place of anything but a letter from a to z (the data
   * has {@code #} and {@code !}); here the character itself is counted.
   */
  static Instruction letters(Arguments arguments) {
    int letter = PythonText.lower(arguments.text("letter")).codePointAt(0);
    LongPredicate fits = arguments.relation("let_relation", "let_frequency");
    return response ->
        fits.test(PythonText.lower(response).codePoints().filter(c -> c == letter).count());
  }

  private static PythonRegex anyCase(String pattern) {
    return PythonRegex.compile("(?i)" + pattern);
  }

  private static int count(PythonRegex pattern, String text) {
    return pattern.findAll(text).size();
  }
}
