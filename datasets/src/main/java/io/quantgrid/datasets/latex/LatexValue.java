package io.quantgrid.datasets.latex;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Whether two expressions have the same value. Numbers, the four operations, powers, fractions,
 * roots, factorials, {@code \pi}, variables with their indices, and the elementary functions are
 * read; all else (intervals, sets, equations, matrices, units, sums, integrals) is not, and then
 * nothing is equal. Variables take the same random values on both sides, several times over: a
 * difference that is always within rounding is taken for none.
 */
public final class LatexValue {
  private static final int DRAWS = 4;

  /** What doubles may lose over some tens of operations. */
  private static final double ROUNDING = 1e-9;

  private final String text;
  private final Map<String, Double> variables;
  private final Random random;
  private int at;

  private LatexValue(String text, Map<String, Double> variables, Random random) {
    this.text =
        text.replace("\\left", "")
            .replace("\\right", "")
            .replace("\\!", "")
            .replace("\\,", "")
            .replace("\\ ", "")
            .replaceAll("\\s+", "")
            .replace("\\dfrac", "\\frac")
            .replace("\\tfrac", "\\frac");
    this.variables = variables;
    this.random = random;
  }

  /** Whether both can be read and are equal. */
  public static boolean equal(String left, String right) {
    Random random = new Random(1);
    int finite = 0;
    try {
      for (int draw = 0; draw < DRAWS; draw++) {
        Map<String, Double> variables = new HashMap<>();
        double a = new LatexValue(left, variables, random).whole();
        double b = new LatexValue(right, variables, random).whole();
        if (Double.isFinite(a) && Double.isFinite(b)) {
          if (Math.abs(a - b) > ROUNDING * Math.max(1, Math.max(Math.abs(a), Math.abs(b)))) {
            return false;
          }
          finite++;
        }
      }
    } catch (NumberFormatException e) {
      return false;
    }
    return finite > 0;
  }

  private double whole() {
    double value = sum();
    if (at < text.length()) {
      throw unknown();
    }
    return value;
  }

  private double sum() {
    double value = product();
    while (at < text.length() && (peek('+') || peek('-'))) {
      boolean plus = text.charAt(at++) == '+';
      double next = product();
      value = plus ? value + next : value - next;
    }
    return value;
  }

  private double product() {
    double value = signed();
    while (at < text.length()) {
      if (taken("\\cdot") || taken("\\times") || taken("*")) {
        value *= signed();
      } else if (taken("\\div") || taken("/")) {
        value /= signed();
      } else if (peek('+') || peek('-') || peek('}') || peek(')') || peek(']') || peek(',')) {
        break;
      } else {
        value *= power();
      }
    }
    return value;
  }

  private double signed() {
    if (taken("-")) {
      return -signed();
    }
    return taken("+") ? signed() : power();
  }

  private double power() {
    double value = atom();
    while (taken("!")) {
      value = factorial(value);
    }
    return taken("^") ? Math.pow(value, taken("-") ? -argument() : argument()) : value;
  }

  private double atom() {
    if (at >= text.length()) {
      throw unknown();
    }
    char c = text.charAt(at);
    if (c == '(' || c == '{') {
      at++;
      double value = sum();
      expect(c == '(' ? ")" : "}");
      return value;
    }
    if (Character.isDigit(c)) {
      return number();
    }
    return c == '\\' ? command() : variable();
  }

  private double command() {
    if (taken("\\frac")) {
      double above = argument();
      return above / argument();
    }
    if (taken("\\sqrt")) {
      double root = 2;
      if (taken("[")) {
        root = sum();
        expect("]");
      }
      double of = argument();
      return root == 2 ? Math.sqrt(of) : root == 3 ? Math.cbrt(of) : Math.pow(of, 1 / root);
    }
    if (taken("\\pi")) {
      return Math.PI;
    }
    for (Function function : Function.values()) {
      if (taken("\\" + function.name().toLowerCase(Locale.ROOT))) {
        double exponent = taken("^") ? argument() : 1;
        return Math.pow(function.of(power()), exponent);
      }
    }
    return variable();
  }

  private enum Function {
    SIN,
    COS,
    TAN,
    LN,
    LOG,
    EXP;

    double of(double x) {
      return switch (this) {
        case SIN -> Math.sin(x);
        case COS -> Math.cos(x);
        case TAN -> Math.tan(x);
        case LN -> Math.log(x);
        case LOG -> Math.log10(x);
        case EXP -> Math.exp(x);
      };
    }
  }

  /** What a command or a power is of: braces, or one digit, letter or command. */
  private double argument() {
    if (at < text.length() && Character.isDigit(text.charAt(at))) {
      return text.charAt(at++) - '0';
    }
    return atom();
  }

  private double number() {
    int start = at;
    while (at < text.length() && (Character.isDigit(text.charAt(at)) || peek('.'))) {
      at++;
    }
    return Double.parseDouble(text.substring(start, at));
  }

  /** A letter, or a command that is one ({@code \alpha}), with its index. */
  private double variable() {
    int start = at;
    at++;
    if (text.charAt(start) == '\\') {
      while (at < text.length() && Character.isLetter(text.charAt(at))) {
        at++;
      }
      if (!GREEK.contains(" " + text.substring(start + 1, at) + " ")) {
        throw unknown();
      }
    } else if (!Character.isLetter(text.charAt(start))) {
      throw unknown();
    }
    if (taken("_")) {
      int open = at;
      at = peek('{') ? text.indexOf('}', at) + 1 : at + 1;
      if (at <= open || at > text.length()) {
        throw unknown();
      }
    }
    return variables.computeIfAbsent(
        text.substring(start, at), name -> 0.5 + 2 * random.nextDouble());
  }

  private static final String GREEK =
      " alpha beta gamma delta epsilon theta lambda mu nu xi rho sigma tau phi chi psi omega ";

  private static double factorial(double value) {
    if (value < 0 || value > 170 || value != Math.rint(value)) {
      return Double.NaN;
    }
    double product = 1;
    for (int i = 2; i <= value; i++) {
      product *= i;
    }
    return product;
  }

  private boolean peek(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private boolean taken(String token) {
    if (!text.startsWith(token, at)) {
      return false;
    }
    at += token.length();
    return true;
  }

  private void expect(String token) {
    if (!taken(token)) {
      throw unknown();
    }
  }

  private NumberFormatException unknown() {
    return new NumberFormatException("Cannot read " + text + " at " + at);
  }
}
