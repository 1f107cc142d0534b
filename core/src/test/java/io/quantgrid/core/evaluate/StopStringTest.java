package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a tokenizer of single characters, so that every longer string spans tokens. */
final class StopStringTest {
  private static final int VOCABULARY = 256;
  private final LetterTokenizer tokenizer = LetterTokenizer.withBos();

  @ParameterizedTest
  @CsvSource({
    "abcab, cab, 5",
    "aabaab, aab, 3",
    "abcabc, x, 0",
    "ab$cd, cd, 3",
    "abcd, d, 4",
  })
  void rows_end_with_the_token_that_completes_a_stop_string(
      String generated, String stop, int expected) {
    Generation generation = generation(List.of(stop, "$"), Set.of((int) '~'), 10);
    int taken = 0;
    for (int token : LetterTokenizer.ids(generated)) {
      taken++;
      generation.accept(token);
      if (generation.done()) {
        break;
      }
    }
    assertThat(generation.done()).isEqualTo(expected > 0);
    assertThat(taken).isEqualTo(expected > 0 ? expected : generated.length());
  }

  @Test
  void the_text_is_cut_at_the_first_stop_string_and_ids_are_not() {
    Generation generation = generation(List.of("cab", "$"), Set.of(), 10);
    feed(generation, "abcabzz");
    assertThat(generation.response(tokenizer).text()).isEqualTo("ab");
    assertThat(generation.response(tokenizer).tokens()).isEqualTo(LetterTokenizer.ids("abcab"));
  }

  @Test
  void an_end_token_or_the_limit_ends_a_row() {
    Generation byToken = generation(List.of("x"), Set.of((int) '~'), 10);
    feed(byToken, "ab~cd");
    assertThat(byToken.response(tokenizer).text()).isEqualTo("ab~");
    Generation byLimit = generation(List.of("x"), Set.of(), 3);
    feed(byLimit, "abcd");
    assertThat(byLimit.response(tokenizer).text()).isEqualTo("abc");
  }

  @Test
  void what_cannot_complete_a_string_by_its_own_text_is_never_missed() {
    Random random = new Random(5);
    for (int round = 0; round < 2_000; round++) {
      String stop = text(random, 1 + random.nextInt(3));
      int[] tokens = LetterTokenizer.ids(text(random, 12));
      StopString fast = new StopString(tokenizer, stop, VOCABULARY);
      int end = 1;
      while (end <= tokens.length && !fast.completedBy(tokens, end)) {
        end++;
      }
      int at = tokenizer.decode(tokens).indexOf(stop);
      assertThat(end).isEqualTo(at < 0 ? tokens.length + 1 : at + stop.length());
    }
  }

  private static String text(Random random, int length) {
    return random
        .ints(length, 'a', 'd')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static void feed(Generation generation, String text) {
    for (int token : LetterTokenizer.ids(text)) {
      generation.accept(token);
    }
  }

  private Generation generation(List<String> until, Set<Integer> stopTokens, int maxTokens) {
    List<StopString> strings =
        until.stream().map(text -> new StopString(tokenizer, text, VOCABULARY)).toList();
    return new Generation(0, new int[] {'p'}, strings, stopTokens, maxTokens);
  }
}
