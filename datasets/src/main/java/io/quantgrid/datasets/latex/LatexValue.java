package io.quantgrid.datasets.latex;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether two expressions have the same value. Numbers, the four operations, powers, fractions,
 * roots, factorials, binomials, absolute values, rounding down and up, {@code \pi}, variables with
 * their indices, a letter before a bracket as a function, and the elementary functions are read;
 * all else (intervals, sets, equations, matrices, units, sums, integrals) is not, and then nothing
 * is equal. Variables take the same random values on both sides, several times over, also below 0:
 * a difference that is always within rounding is taken for none.
 */
public final class LatexValue {
  private static final int DRAWS = 6;

  private static final Pattern NUMBER =
      Pattern.compile("(?:\\d+(?:,\\d{3})*)?\\.\\d+|\\d+(?:,\\d{3})*");
  private static final Pattern COMMAND = Pattern.compile("\\\\[a-zA-Z]+");
  private static final Pattern MIXED = Pattern.compile("\\\\frac\\{?\\d+}?\\{?\\d+}?");

  /** How what can mean two things is read. */
  public enum Reading {
    /**
     * As sympy does: a number before a fraction is a factor, e is a variable; what doubles lose
     * over some tens of operations is left out, but 0.3333333333 is not a third.
     */
    SYMPY(1e-12),
    /**
     * As people write answers: a number before a fraction is its whole part, e is Euler's, and six
     * digits behind the point are enough.
     */
    ANSWER(5e-7);

    private final double rounding;

    Reading(double rounding) {
      this.rounding = rounding;
    }
  }

  private final String text;
  private final Reading reading;
  private final Map<String, Double> variables;
  private final Random random;
  private final double sign;
  private int at;
  private int bars;

  private LatexValue(
      String text, Reading reading, Map<String, Double> variables, Random random, double sign) {
    this.text = plain(text);
    this.reading = reading;
    this.variables = variables;
    this.random = random;
    this.sign = sign;
  }

  /** Without spaces but those that end a command. */
  private static String plain(String text) {
    return text.replace("\\left", "")
        .replace("\\right", "")
        .replace("\\!", "")
        .replace("\\,", "")
        .replace("\\ ", "")
        .replace("\\dfrac", "\\frac")
        .replace("\\tfrac", "\\frac")
        .replaceAll("(\\\\[a-zA-Z]+)\\s+(?=[a-zA-Z])", "$1\u0001")
        .replaceAll("\\s+", "")
        .replace('\u0001', ' ');
  }

  /** Whether both can be read as sympy reads them, and are equal. */
  public static boolean equal(String left, String right) {
    return equal(left, right, Reading.SYMPY);
  }

  /** Whether both can be read and are equal. */
  public static boolean equal(String left, String right, Reading reading) {
    Random random = new Random(1);
    int finite = 0;
    try {
      for (int draw = 0; draw < DRAWS; draw++) {
        Map<String, Double> variables = new HashMap<>();
        double sign = draw % 2 == 0 ? 1 : -1;
        double a = new LatexValue(left, reading, variables, random, sign).whole();
        double b = new LatexValue(right, reading, variables, random, sign).whole();
        if (Double.isFinite(a) && Double.isFinite(b)) {
          if (Math.abs(a - b)
              > reading.rounding * Math.max(1, Math.max(Math.abs(a), Math.abs(b)))) {
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
      } else if (taken("\\div") || taken("/") || taken(":")) {
        value /= signed();
      } else if (ends() || peek('+') || peek('-') || peek('}') || peek(')') || peek(']')
          || peek(',')) {
        break;
      } else {
        value *= power();
      }
    }
    return value;
  }

  /** Whether a bracket that is open is closed here. */
  private boolean ends() {
    return (bars > 0 && peek('|'))
        || text.startsWith("\\rfloor", at)
        || text.startsWith("\\rceil", at);
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
    if (c == '|') {
      at++;
      bars++;
      double value = Math.abs(sum());
      bars--;
      expect("|");
      return value;
    }
    if (Character.isDigit(c) || (c == '.' && reading == Reading.ANSWER)) {
      return number();
    }
    return c == '\\' ? command() : variable(Character.toString(c));
  }

  /** A command, its whole name. */
  private double command() {
    Matcher matcher = COMMAND.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw unknown();
    }
    String found = matcher.group().substring(1);
    String name = found.startsWith("frac") ? "frac" : found; // of \fracab
    at += 1 + name.length();
    taken(" ");
    return switch (name) {
      case "frac" -> quotient();
      case "binom" -> binomial(braced(), braced());
      case "sqrt" -> root();
      case "pi" -> Math.PI;
      case "lfloor" -> rounded(Math.floor(sum()), "\\rfloor");
      case "lceil" -> rounded(Math.ceil(sum()), "\\rceil");
      default -> Elementary.named(name).map(this::applied).orElseGet(() -> variable("\\" + name));
    };
  }

  private double rounded(double value, String closing) {
    expect(closing);
    return value;
  }

  private double root() {
    double degree = 2;
    if (taken("[")) {
      degree = sum();
      expect("]");
    }
    double of = argument();
    return degree == 2 ? Math.sqrt(of) : degree == 3 ? Math.cbrt(of) : Math.pow(of, 1 / degree);
  }

  /** {@code \sin^2 x}, {@code \log_2 8}. */
  private double applied(Elementary function) {
    double base = function == Elementary.LOG && taken("_") ? argument() : 10;
    double exponent = taken("^") ? argument() : 1;
    double of = power();
    double value = function == Elementary.LOG ? Math.log(of) / Math.log(base) : function.of(of);
    return exponent == 1 ? value : Math.pow(value, exponent);
  }

  private double quotient() {
    double above = argument();
    return above / argument();
  }

  private double braced() {
    if (!peek('{')) {
      throw unknown();
    }
    return atom();
  }

  private static double binomial(double n, double k) {
    if (n > 60 || k > n || k < 0 || n != Math.rint(n) || k != Math.rint(k)) {
      return Double.NaN;
    }
    double value = 1;
    for (int i = 1; i <= k; i++) {
      value = value * (n - k + i) / i;
    }
    return value;
  }

  /** What a command or a power is of: braces, or one digit, letter or command. */
  private double argument() {
    if (at < text.length() && Character.isDigit(text.charAt(at))) {
      return text.charAt(at++) - '0';
    }
    return atom();
  }

  /** A number; with an index it is a name. */
  private double number() {
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw unknown();
    }
    String number = matcher.group();
    if (text.startsWith("_", matcher.end())) {
      return variable(number);
    }
    at = matcher.end();
    double value = Double.parseDouble(number.replace(",", ""));
    boolean part =
        reading == Reading.ANSWER && MIXED.matcher(text).region(at, text.length()).lookingAt();
    return part ? value + command() : value;
  }

  /**
   * A letter, or a command that is one ({@code \alpha}), with its index; before a bracket it is a
   * function that nothing is known of.
   *
   * @param name that stands here, or of the command before this place
   */
  private double variable(String name) {
    if (name.startsWith("\\")) {
      if (!GREEK.contains(" " + name.substring(1) + " ")) {
        throw unknown();
      }
    } else {
      if (!Character.isLetterOrDigit(name.charAt(0))) {
        throw unknown();
      }
      at += name.length();
    }
    String whole = taken("_") ? name + "_" + index() : name;
    if (reading == Reading.ANSWER && whole.equals("e")) {
      return Math.E;
    }
    if (reading == Reading.SYMPY && peek('(') && Character.isLetter(whole.charAt(0))) {
      at++;
      double of = sum();
      expect(")");
      return Math.sin(drawn(whole + "'") * of + drawn(whole + "''"));
    }
    return sign * drawn(whole);
  }

  /** Between braces, or one character. */
  private String index() {
    int end = peek('{') ? text.indexOf('}', at) : at + 1;
    int from = peek('{') ? at + 1 : at;
    if (end <= from || end > text.length()) {
      throw unknown();
    }
    String index = text.substring(from, end);
    at = peek('{') ? end + 1 : end;
    return index;
  }

  private double drawn(String name) {
    return variables.computeIfAbsent(name, key -> 0.5 + 2 * random.nextDouble());
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
    if (token.startsWith("\\") && peek(' ')) {
      at++; // what ended the command
    }
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
