package io.quantgrid.datasets.latex;

import io.quantgrid.datasets.python.PythonRegex;
import java.util.List;
import java.util.Optional;

/**
 * The answer that a text comes to: what it boxes last; else what it calls the final answer; else
 * its last formula between dollars; else its last number.
 */
public final class MathAnswer {
  private static final PythonRegex FINAL =
      PythonRegex.compile(
          "(?i)final answer is:?\\s*\\$?([^$\\n]+?)\\$?\\.?(?: I hope.*)?(?:\\n|$)");
  private static final PythonRegex DOLLARS = PythonRegex.compile("\\$([^$]+)\\$");
  private static final PythonRegex NUMBER = PythonRegex.compile("-?\\d[\\d,]*(?:\\.\\d+)?");

  private MathAnswer() {}

  /** Whether a text comes to the answer of a solution. */
  public static boolean agrees(String text, String solution) {
    Optional<String> right = of(solution);
    Optional<String> given = of(text);
    return right.isPresent() && given.isPresent() && equal(given.get(), right.get());
  }

  /** Whether two answers have one form or one value, or several that are equal. */
  public static boolean equal(String left, String right) {
    if (one(left, right)) {
      return true;
    }
    Optional<AnswerParts> parts = AnswerParts.of(right);
    return parts.isPresent()
        && AnswerParts.of(left)
            .map(given -> given.equal(parts.get(), MathAnswer::one))
            .orElse(false);
  }

  private static boolean one(String left, String right) {
    String a = MinervaForm.CAREFUL.of(left).strip();
    String b = MinervaForm.CAREFUL.of(right).strip();
    return (a.equals(b) && !a.isEmpty())
        || (MathForm.equal(left, right) && !right.isEmpty())
        || LatexValue.equal(a, b, LatexValue.Reading.ANSWER)
        || LatexValue.equal(left, right, LatexValue.Reading.ANSWER);
  }

  static Optional<String> of(String text) {
    return Boxed.last(text)
        .or(() -> last(FINAL, text))
        .or(() -> last(DOLLARS, text))
        .or(() -> last(NUMBER, text).map(number -> number.replace(",", "")));
  }

  private static Optional<String> last(PythonRegex pattern, String text) {
    List<List<String>> found = pattern.findAll(text);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1).get(0));
  }
}
