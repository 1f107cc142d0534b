package io.quantgrid.core.metric;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers and equations that stand in a text. */
final class Arithmetic {
  private static final String NUMBER = "[$€£]?(\\d+(?:,\\d{3})*(?:\\.\\d+)?%?)";

  /** What may stand between a number and an operator: a unit of one or two words. */
  private static final String UNIT = "(?:\\s+(?!x\\s)[a-z]+){0,2}";

  private static final Pattern NUMBERS = Pattern.compile("(?<![\\w.])" + NUMBER + "|\\b[a-z]+\\b");
  private static final Pattern STEP = Pattern.compile("([-+*/×÷x])\\s*" + NUMBER);
  private static final Pattern FIRST = Pattern.compile(NUMBER);

  /** The result stays, as it may begin the next equation. */
  private static final Pattern EQUATION =
      Pattern.compile(
          "(?<![\\w.,)+*/×÷-])(?<![)+*/×÷-]\\s)("
              + NUMBER
              + UNIT
              + "(?:\\s*[-+*/×÷x]\\s*"
              + NUMBER
              + UNIT
              + ")+)\\s*=\\s*(?="
              + NUMBER
              + ")");

  private static final Map<String, Double> WORDS =
      Map.ofEntries(
          Map.entry("two", 2.0),
          Map.entry("three", 3.0),
          Map.entry("four", 4.0),
          Map.entry("five", 5.0),
          Map.entry("six", 6.0),
          Map.entry("seven", 7.0),
          Map.entry("eight", 8.0),
          Map.entry("nine", 9.0),
          Map.entry("ten", 10.0),
          Map.entry("eleven", 11.0),
          Map.entry("twelve", 12.0),
          Map.entry("dozen", 12.0),
          Map.entry("twenty", 20.0),
          Map.entry("thirty", 30.0),
          Map.entry("hundred", 100.0),
          Map.entry("twice", 2.0),
          Map.entry("double", 2.0),
          Map.entry("triple", 3.0));

  /**
   * A written equation.
   *
   * @param value what its left side comes to
   * @param result what stands on the right
   * @param half half a unit of the result's last digit; 0 for a whole number
   */
  record Equation(List<Double> operands, double value, double result, double half) {
    boolean holds() {
      return Math.abs(value - result) <= half * (1 + 1e-9) + 1e-9 * Math.abs(value);
    }
  }

  private Arithmetic() {}

  /** Those in digits, and the usual ones in words but "one"; of percentages the number. */
  static Set<Double> numbers(String text) {
    Set<Double> numbers = new HashSet<>();
    Matcher matcher = NUMBERS.matcher(PlainText.lower(text));
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        numbers.add(number(matcher.group(1).replace("%", "")));
      } else if (WORDS.containsKey(matcher.group())) {
        numbers.add(WORDS.get(matcher.group()));
      }
    }
    return numbers;
  }

  /** Those without brackets, in order; percentages in them are parts of 1. */
  static List<Equation> equations(String text) {
    List<Equation> equations = new ArrayList<>();
    String plain = PlainText.lower(text).replace("\\times", "×").replace("\\div", "÷");
    Matcher matcher = EQUATION.matcher(plain);
    while (matcher.find()) {
      equations.add(equation(matcher.group(1), matcher.group(matcher.groupCount())));
    }
    return equations;
  }

  private static Equation equation(String left, String right) {
    Matcher first = FIRST.matcher(left);
    first.find();
    List<Double> operands = new ArrayList<>(List.of(number(first.group(1))));
    double sum = 0;
    double product = operands.get(0);
    Matcher step = STEP.matcher(left);
    while (step.find()) {
      double operand = number(step.group(2));
      operands.add(operand);
      switch (step.group(1)) {
        case "+", "-" -> {
          sum += product;
          product = step.group(1).equals("+") ? operand : -operand;
        }
        case "/", "÷" -> product /= operand;
        default -> product *= operand;
      }
    }
    int point = right.indexOf('.');
    int digits = point < 0 ? 0 : right.replace("%", "").length() - point - 1;
    double unit = Math.pow(10, -digits) / (right.endsWith("%") ? 100 : 1);
    double half = point < 0 && !right.endsWith("%") ? 0 : unit / 2;
    return new Equation(operands, sum + product, number(right), half);
  }

  private static double number(String written) {
    String digits = written.replace(",", "").replace("%", "");
    return Double.parseDouble(digits) / (written.endsWith("%") ? 100 : 1);
  }
}
