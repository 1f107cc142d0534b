package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RougeLTest {
  private static final double ROUNDING = 1e-12;

  static Stream<Arguments> pairs() {
    return Stream.of(
        // Lin 2004, section 3: police killed the gunman
        Arguments.of("police killed the gunman", "police kill the gunman", 0.75),
        Arguments.of("police killed the gunman", "the gunman kill police", 0.5),
        // the quick brown ... jumps ... the: five of eight and of nine words
        Arguments.of(
            "The quick brown fox jumps over the lazy dog",
            "The quick brown dog jumps on the log.",
            2 * (5.0 / 8) * (5.0 / 9) / (5.0 / 8 + 5.0 / 9)),
        Arguments.of("It's 3.5", "it s 3 5", 1.0),
        Arguments.of("a", "", 0.0),
        Arguments.of("", "a", 0.0),
        Arguments.of("?", "!", 0.0),
        Arguments.of("?", "?", 1.0),
        Arguments.of("", "", 1.0));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void f1_is_of_the_longest_common_subsequence_of_words(
      String reference, String text, double expected) {
    assertThat(RougeL.f1(reference, text)).isCloseTo(expected, within(ROUNDING));
  }

  @Test
  void words_are_lower_case_runs_of_letters_and_digits() {
    assertThat(RougeL.words(" Über-Straße: 2 CATS_run\n"))
        .containsExactly("ber", "stra", "e", "2", "cats", "run");
  }
}
