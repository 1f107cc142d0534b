package io.quantgrid.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RepetitionTest {
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8})
  void repeated_runs_are_those_that_a_set_of_all_runs_misses(int n) {
    Random random = new Random(n);
    for (int round = 0; round < 100; round++) {
      int[] tokens = random.ints(random.nextInt(60), -3, 4).toArray();
      int runs = tokens.length - n + 1;
      Set<String> distinct =
          IntStream.range(0, Math.max(0, runs))
              .mapToObj(i -> Arrays.toString(Arrays.copyOfRange(tokens, i, i + n)))
              .collect(Collectors.toCollection(HashSet::new));
      double expected = runs < 1 ? 0 : 1 - (double) distinct.size() / runs;
      assertThat(Repetition.ofTokens(tokens, n)).isCloseTo(expected, within(ROUNDING));
    }
  }

  @Test
  void a_loop_of_one_token_is_nearly_all_repetition() {
    assertThat(Repetition.ofTokens(new int[1000], 4)).isCloseTo(996.0 / 997, within(ROUNDING));
  }

  @Test
  void runs_have_at_least_one_token() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Repetition.ofTokens(new int[3], 0))
        .withMessage("Cannot count runs of tokens: 0 (expected 1 up)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 0",
        "' \n ' | 0",
        "One. | 0",
        "One. Two. Three. | 0",
        "One. Two. one. | 0.3333333333333333",
        "It is 3.14. It is  3.14. | 0.5",
        "'Line\nline\nLINE\n\nother' | 0.5",
        "'He said \"no.\" He said \"no.\"' | 0.5",
        "'好。好。不！' | 0.3333333333333333",
      })
  void sentences_count_without_case_and_spaces(String text, double expected) {
    assertThat(Repetition.ofSentences(text)).isCloseTo(expected, within(ROUNDING));
  }
}
