package io.quantgrid.core.metric;

import static io.quantgrid.core.metric.ReasoningError.CALCULATION;
import static io.quantgrid.core.metric.ReasoningError.COPYING;
import static io.quantgrid.core.metric.ReasoningError.LOGIC;
import static io.quantgrid.core.metric.ReasoningError.MISSED_CONDITION;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReasoningErrorTest {
  private static final String QUESTION =
      "Ann buys 15 boxes of 6 pens for $1,200 in 4 weeks and gets 20% back. How much is a pen?";

  private static final String ALL = " There were 15 boxes, 6 pens, 1200 dollars, 4 weeks, 20%.";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "15 * 6 = 91.",
        "15 boxes * 6 pens = 80 pens",
        "15 x 6 = 90 and 90 + 4 = 96",
        "<<15*6=85>>85",
        "$1,200 * 20% = $230",
        "15 / 4 = 3.6",
        "2 + 4 * 15 = 90",
        "15 \\times 6 = 89"
      })
  void false_equations_are_calculation_errors(String text) {
    assertThat(ReasoningError.all(QUESTION, text + ALL)).containsExactly(CALCULATION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "15 * 6 = 90 pens, 1,200 / 90 = 13.33",
        "15 x 6 pens = 90 pens. 90 + 4 = 94",
        "1200 * 20% = 240, 1200 - 240 = 960",
        "1200 × 0.2 = 240",
        "15 * 6 = 90 / 4 = 22.5",
        "(15 + 6) * 4 = 84",
        "15 / 4 = 3.75 = 3.8",
        "4 weeks * 7 days = 28",
        "No numbers at all."
      })
  void sound_steps_are_logical_errors(String text) {
    assertThat(ReasoningError.all(QUESTION, text + ALL)).containsExactly(LOGIC);
  }

  @Test
  void a_number_from_nowhere_is_a_copying_error() {
    assertThat(ReasoningError.all(QUESTION, "16 * 6 = 96." + ALL)).containsExactly(COPYING);
    assertThat(ReasoningError.all(QUESTION, "90 + 4 = 94. 15 * 6 = 90." + ALL))
        .containsExactly(COPYING);
  }

  @Test
  void a_number_that_is_never_used_is_a_missed_condition() {
    assertThat(ReasoningError.all(QUESTION, "15 * 6 = 90. 1200 / 90 = 13.3, 20% off, 4"))
        .containsExactly(LOGIC);
    assertThat(ReasoningError.all(QUESTION, "15 * 6 = 90. 1200 / 90 = 13.3, 20% off"))
        .containsExactly(MISSED_CONDITION);
    assertThat(ReasoningError.all("Two cats have three toys.", "2 cats, 3 toys"))
        .containsExactly(LOGIC);
  }

  @Test
  void of_several_errors_the_surest_is_the_main_one() {
    String text = "15 * 7 = 100, 101 + 4 = 105";
    assertThat(ReasoningError.all(QUESTION, text))
        .containsExactly(CALCULATION, COPYING, MISSED_CONDITION);
    assertThat(ReasoningError.main(QUESTION, text)).isEqualTo(CALCULATION);
    assertThat(ReasoningError.main(QUESTION, "")).isEqualTo(MISSED_CONDITION);
  }

  @Test
  void a_right_reasoning_says_what_is_needed_and_what_it_brings_in() {
    String question = "Ann runs 50 minutes and drinks 3 cups an hour. How many in 2 days?";
    String reasoning = "16*3=<<16*3=48>>48 a day, 48*2=<<48*2=96>>96";
    String text = "16 * 3 = 48, 48 / 2 = 24";
    assertThat(ReasoningError.all(question, text)).containsExactly(COPYING, MISSED_CONDITION);
    assertThat(ReasoningError.all(question, reasoning, text)).containsExactly(LOGIC);
    assertThat(ReasoningError.all(question, reasoning, "16 * 3 = 48"))
        .containsExactly(MISSED_CONDITION);
    assertThat(ReasoningError.all(question, reasoning, "2 * 48 = 96, 3")).containsExactly(COPYING);
    assertThat(ReasoningError.all(question, "No sums: 3", text))
        .isEqualTo(ReasoningError.all(question, text));
    assertThat(ReasoningError.main(question, reasoning, "2 + 3 = 6")).isEqualTo(CALCULATION);
  }
}
