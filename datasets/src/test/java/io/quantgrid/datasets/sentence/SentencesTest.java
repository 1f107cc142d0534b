package io.quantgrid.datasets.sentence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Expected values are NLTK 3.10.3's, with its English model. */
class SentencesTest {
  @Test
  void a_sentence_ends_where_a_period_is_no_part_of_a_word() {
    assertThat(Sentences.split("Hello there. Mr. Brandt paid 3.5 kg. In 1999. It was."))
        .containsExactly("Hello there.", "Mr. Brandt paid 3.5 kg.", "In 1999.", "It was.");
    assertThat(Sentences.split("Wait... The end?! Plan B. The next one, J. Smith said."))
        .containsExactly("Wait...", "The end?!", "Plan B.", "The next one, J. Smith said.");
  }

  @Test
  void quotes_and_brackets_close_the_sentence_before_them() {
    assertThat(Sentences.split("\"Go.\" She went. (He did not.) \n\nWhy?"))
        .containsExactly("\"Go.\"", "She went.", "(He did not.)", "Why?");
  }

  @Test
  void text_without_an_end_is_one_sentence() {
    assertThat(Sentences.split("no end here, e.g")).containsExactly("no end here, e.g");
    assertThat(Sentences.split("")).isEmpty();
  }

  @Test
  void marks_and_the_ends_of_contractions_are_words() {
    assertThat(Words.split("I CAN'T go to U.S.A. NASA. (X)"))
        .containsExactly("I", "CA", "N'T", "go", "to", "U.S.A.", "NASA", ".", "(", "X", ")");
    assertThat(Words.split("'HELLO' 'SO', CANNOT; O'NEIL'S 1,000 TL--DR"))
        .containsExactly(
            "'", "HELLO", "'", "'", "SO", "'", ",", "CAN", "NOT", ";", "O'NEIL", "'S", "1,000",
            "TL", "--", "DR");
  }
}
