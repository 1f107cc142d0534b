package io.quantgrid.datasets.latex;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatexTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\\frac{1}{2}; 0.5",
        "\\frac12; \\dfrac{2}{4}",
        "\\sqrt{18}; 3\\sqrt2",
        "\\sqrt[3]{27}; 3",
        "(x+1)^2; x^2 + 2x + 1",
        "2\\cdot3^{2}; 18",
        "2^{-1}; 1/2",
        "-x^2; -(x\\cdot x)",
        "x_{12} + y; y + x_{12}",
        "\\sin^2 t + \\cos^2 t; 1",
        "5!; 120",
        "\\left(\\pi\\right)/2; \\frac{\\pi}{2}"
      })
  void expressions_of_one_value_are_equal(String left, String right) {
    assertThat(LatexValue.equal(left, right)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x; y",
        "x^2; 2x",
        "1; 2",
        "[1,2]; [1,2]",
        "(1; 1",
        "\\text{a}; \\text{a}",
        "; 1",
        "x_; x_",
        "x_{; x_{",
        "0/0; 0/0"
      })
  void expressions_of_other_values_or_none_are_not(String left, String right) {
    assertThat(LatexValue.equal(left == null ? "" : left, right)).isFalse();
  }

  @Test
  void the_answer_of_a_text_is_boxed_or_said_or_last() {
    assertThat(MathAnswer.of("So \\boxed{1} or \\boxed{\\frac{1}{2}}.")).hasValue("\\frac{1}{2}");
    assertThat(MathAnswer.of("The final answer is $24$. I hope it is correct.")).hasValue("24");
    assertThat(MathAnswer.of("We get $x$ and $y+1$ then")).hasValue("y+1");
    assertThat(MathAnswer.of("It is 1,200 in 7")).hasValue("7");
    assertThat(MathAnswer.of("no idea")).isEmpty();
  }

  @Test
  void a_text_agrees_with_a_solution_by_form_or_by_value() {
    assertThat(MathAnswer.agrees("It is \\boxed{0.5}", "Thus $\\boxed{\\frac12}$")).isTrue();
    assertThat(MathAnswer.agrees("It is \\boxed{[2,5)}", "Thus \\boxed{[2, 5)}")).isTrue();
    assertThat(MathAnswer.agrees("It is 3", "Thus \\boxed{4}")).isFalse();
    assertThat(MathAnswer.agrees("no idea", "Thus \\boxed{4}")).isFalse();
  }
}
