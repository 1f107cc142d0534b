package io.quantgrid.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordDiffTest {
  private static String side(List<String> diff, int which) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < diff.size(); i += 3) {
      out.append(diff.get(i)).append(diff.get(i + which));
    }
    return out.toString();
  }

  @Test
  void words_that_differ_stand_apart() {
    assertThat(WordDiff.of("the red fox sat", "the blue fox sat down", 100))
        .containsExactly("the ", "red ", "blue ", "fox ", "sat", "sat down");
  }

  @ParameterizedTest
  @CsvSource(value = {"'',''", "a,''", "'',b", "same,same", "猫が好き,犬が好き"})
  void both_texts_can_be_read_from_it(String first, String second) {
    List<String> diff = WordDiff.of(first, second, 100);
    assertThat(side(diff, 1)).isEqualTo(first);
    assertThat(side(diff, 2)).isEqualTo(second);
  }

  @Test
  void random_texts_can_be_read_from_it_too() {
    Random random = new Random(7);
    for (int n = 0; n < 200; n++) {
      String first = text(random);
      String second = text(random);
      List<String> diff = WordDiff.of(first, second, 1000);
      assertThat(diff.size() % 3).isZero();
      assertThat(side(diff, 1)).isEqualTo(first);
      assertThat(side(diff, 2)).isEqualTo(second);
    }
  }

  private static String text(Random random) {
    String alphabet = "ab \n.😀<";
    int[] points = alphabet.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      out.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return out.toString();
  }

  @Test
  void a_long_text_is_cut_around_the_first_difference_and_never_within_a_character() {
    String start = "word ".repeat(400);
    List<String> diff = WordDiff.of(start + "left " + "😀".repeat(400), start + "right", 201);
    assertThat(side(diff, 1))
        .startsWith("… ")
        .contains("left 😀")
        .endsWith("😀 …")
        .hasSizeLessThan(210);
    assertThat(side(diff, 2)).startsWith("… ").endsWith("right").doesNotContain("left");
  }
}
