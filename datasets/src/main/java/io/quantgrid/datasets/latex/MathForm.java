package io.quantgrid.datasets.latex;

/**
 * The form in which MATH's authors compare answers (Hendrycks et al. 2021): spaces, units, degrees
 * and sizes of brackets left out, fractions and roots with braces.
 */
public final class MathForm {
  private MathForm() {}

  /** Whether two answers have the same form; where one has none, whether they are the same text. */
  public static boolean equal(String left, String right) {
    try {
      return of(left).equals(of(right));
    } catch (IllegalArgumentException e) {
      return left.equals(right);
    }
  }

  private static String of(String answer) {
    String text =
        answer
            .replace("\n", "")
            .replace("\\!", "")
            .replace("\\\\", "\\")
            .replace("tfrac", "frac")
            .replace("dfrac", "frac")
            .replace("\\left", "")
            .replace("\\right", "")
            .replace("^{\\circ}", "")
            .replace("^\\circ", "")
            .replace("\\$", "");
    text = withoutUnits(text).replace("\\%", "").replace(" .", " 0.").replace("{.", "{0.");
    if (text.isEmpty()) {
      return text;
    }
    if (text.startsWith(".")) {
      text = "0" + text;
    }
    String[] sides = text.split("=", -1);
    if (sides.length == 2 && sides[0].codePointCount(0, sides[0].length()) <= 2) {
      text = sides[1];
    }
    text = fractions(roots(text).replace(" ", ""));
    return quotient(text.equals("0.5") ? "\\frac{1}{2}" : text);
  }

  /** Units follow as {@code \text{ km}}. */
  private static String withoutUnits(String text) {
    String[] parts = text.split("\\\\text\\{ ", -1);
    if (parts.length > 2) {
      throw none(text);
    }
    return parts[0];
  }

  /** {@code \sqrt3} with braces. */
  private static String roots(String text) {
    String[] parts = text.split("\\\\sqrt", -1);
    StringBuilder made = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].isEmpty()) {
        throw none(text);
      }
      made.append("\\sqrt").append(braced(parts[i]));
    }
    return made.toString();
  }

  private static String braced(String rest) {
    if (rest.startsWith("{")) {
      return rest;
    }
    int first = rest.offsetByCodePoints(0, 1);
    return "{" + rest.substring(0, first) + "}" + rest.substring(first);
  }

  /** {@code \frac12} and {@code \frac1{72}} with braces. */
  private static String fractions(String text) {
    String[] parts = text.split("\\\\frac", -1);
    StringBuilder made = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i];
      if (part.isEmpty()) {
        throw none(text);
      }
      made.append("\\frac");
      if (part.startsWith("{")) {
        made.append(part);
        continue;
      }
      if (part.codePointCount(0, part.length()) < 2) {
        return text;
      }
      int first = part.offsetByCodePoints(0, 1);
      made.append('{').append(part, 0, first).append('}').append(braced(part.substring(first)));
    }
    return made.toString();
  }

  /** {@code 3/4} as a fraction; a quotient of other than whole numbers has no form. */
  private static String quotient(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 2) {
      return text;
    }
    for (String part : parts) {
      if (!part.matches("\\s*[+-]?\\d+(_\\d+)*\\s*")) {
        throw none(text);
      }
    }
    boolean plain = parts[0].matches("0|-?[1-9]\\d*") && parts[1].matches("0|-?[1-9]\\d*");
    return plain ? "\\frac{" + parts[0] + "}{" + parts[1] + "}" : text;
  }

  private static IllegalArgumentException none(String text) {
    return new IllegalArgumentException(
        "Cannot bring to a form: " + text + " (expected an answer as MATH writes them)");
  }
}
