package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The rules on a tokenizer of single characters, where ids can be read. */
final class PairEncodingTest {
  private final PairEncoding encoding = new PairEncoding(LetterTokenizer.withBos());

  @Test
  void trailing_white_space_of_the_context_moves_to_the_continuation() {
    TokenPair pair = encoding.pair("ab \u00a0\n", "c");
    assertThat(pair.context()).isEqualTo(LetterTokenizer.ids("^ab"));
    assertThat(pair.continuation()).isEqualTo(LetterTokenizer.ids(" \u00a0\nc"));
  }

  @Test
  void an_empty_context_is_the_prefix_token() {
    assertThat(encoding.pair("", "ab").context()).isEqualTo(LetterTokenizer.ids("^"));
    assertThat(encoding.pair("", "ab").continuation()).isEqualTo(LetterTokenizer.ids("ab"));
    assertThat(encoding.pair("", "^ab").continuation()).isEqualTo(LetterTokenizer.ids("ab"));
  }

  @Test
  void text_that_begins_with_bos_gets_no_second_one() {
    assertThat(encoding.encode("^ab")).isEqualTo(LetterTokenizer.ids("^ab"));
    assertThat(encoding.pair("^ab", "c").context()).isEqualTo(LetterTokenizer.ids("^ab"));
  }

  @Test
  void without_bos_the_prefix_is_eos() {
    PairEncoding bare = new PairEncoding(LetterTokenizer.withoutBos());
    assertThat(bare.pair("ab", "c").context()).isEqualTo(LetterTokenizer.ids("ab"));
    assertThat(bare.pair("", "c").context()).isEqualTo(LetterTokenizer.ids("$"));
    assertThat(bare.pair(" ", "c").context()).isEqualTo(LetterTokenizer.ids("$"));
    assertThat(bare.prompt("")).isEqualTo(LetterTokenizer.ids("$"));
  }

  @Test
  void a_continuation_without_tokens_is_refused() {
    assertThatThrownBy(() -> encoding.pair("ab", ""))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("expected at least one token");
    assertThatThrownBy(() -> encoding.pair("", "^")).isInstanceOf(TaskException.class);
  }

  @Test
  void what_is_too_long_loses_its_left_end() {
    TokenPair pair = encoding.pair("abcdef", "gh");
    assertThat(pair.fed()).isEqualTo(8);
    assertThat(pair.truncated(8)).isSameAs(pair);
    assertThat(pair.truncated(4).context()).isEqualTo(LetterTokenizer.ids("def"));
    assertThat(pair.truncated(4).continuation()).isEqualTo(LetterTokenizer.ids("gh"));
    assertThat(pair.truncated(2).fed()).isEqualTo(2);
    assertThatThrownBy(() -> pair.truncated(1)).hasMessageContaining("2 tokens");
  }
}
