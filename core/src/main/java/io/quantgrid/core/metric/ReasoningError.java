package io.quantgrid.core.metric;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Why a chain of thought with a wrong answer went wrong: the four types of Qllm-Eval (Li et al.
 * 2024, arXiv 2402.18158), which people assigned there. Here rules of thumb over the numbers in the
 * text assign them, the same way for every model; they are for comparing formats, not for judging
 * one answer. In the order in which the rules are sure, the first that applies is the {@link #main}
 * one.
 */
public enum ReasoningError {
  /**
   * An equation that is written out is false: sums, products and their chains without brackets,
   * {@code 3 * 4 + 1 = 13}. A decimal result may be rounded, a whole one may not.
   */
  CALCULATION,
  /**
   * An equation uses a number that is neither in the question nor the result of an earlier equation
   * nor a usual constant (1, 2, 100, 1000, and 7, 12, 24, 30, 52, 60, 365 of time) nor one that the
   * right reasoning brings in. A number of the question may also be used as a percentage.
   */
  COPYING,
  /**
   * A number of the question is nowhere in the text, not as a percentage either. Where a right
   * reasoning is known, numbers that it does without are not missed.
   */
  MISSED_CONDITION,
  /** None of these: the steps are sound one by one and lead elsewhere. */
  LOGIC;

  private static final Set<Double> CONSTANTS =
      Set.of(1.0, 2.0, 7.0, 12.0, 24.0, 30.0, 52.0, 60.0, 100.0, 365.0, 1000.0);

  /** The main type of a wrong answer. */
  public static ReasoningError main(String question, String text) {
    return main(question, "", text);
  }

  /**
   * The main type of a wrong answer to a question whose right reasoning is known.
   *
   * @param reasoning what leads to the right answer; one without equations says nothing
   */
  public static ReasoningError main(String question, String reasoning, String text) {
    return all(question, reasoning, text).iterator().next();
  }

  /** All types that apply, in order; {@link #LOGIC} only alone. */
  public static Set<ReasoningError> all(String question, String text) {
    return all(question, "", text);
  }

  /** The same where the right reasoning is known. */
  public static Set<ReasoningError> all(String question, String reasoning, String text) {
    Set<Double> given = Arithmetic.numbers(question);
    List<Arithmetic.Equation> right = Arithmetic.equations(reasoning);
    List<Arithmetic.Equation> equations = Arithmetic.equations(text);
    EnumSet<ReasoningError> errors = EnumSet.noneOf(ReasoningError.class);
    if (!equations.stream().allMatch(Arithmetic.Equation::holds)) {
      errors.add(CALCULATION);
    }
    if (usesUnknown(known(given, right), equations)) {
      errors.add(COPYING);
    }
    Set<Double> used = Arithmetic.numbers(reasoning);
    Set<Double> found = Arithmetic.numbers(text);
    boolean missed =
        given.stream()
            .filter(number -> right.isEmpty() || isIn(used, number))
            .anyMatch(number -> !isIn(found, number));
    if (missed) {
      errors.add(MISSED_CONDITION);
    }
    if (errors.isEmpty()) {
      errors.add(LOGIC);
    }
    return Collections.unmodifiableSet(errors);
  }

  private static boolean isIn(Set<Double> numbers, double number) {
    return numbers.contains(number) || numbers.contains(number / 100);
  }

  /** What an equation may use before any other: given, usual, or brought in from outside. */
  private static Set<Double> known(Set<Double> given, List<Arithmetic.Equation> right) {
    Set<Double> known = new HashSet<>(given);
    given.forEach(number -> known.add(number / 100));
    known.addAll(CONSTANTS);
    Set<Double> results = new HashSet<>();
    right.forEach(equation -> results.add(equation.result()));
    right.stream()
        .flatMap(equation -> equation.operands().stream())
        .filter(operand -> !results.contains(operand))
        .forEach(known::add);
    return known;
  }

  private static boolean usesUnknown(Set<Double> known, List<Arithmetic.Equation> equations) {
    for (Arithmetic.Equation equation : equations) {
      if (!known.containsAll(equation.operands())) {
        return true;
      }
      known.add(equation.result());
    }
    return false;
  }
}
