package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationTextsTest {
  /** Ten questions with two choices each, the second right. */
  private record Questions() implements Task {
    @Override
    public String name() {
      return "questions";
    }

    @Override
    public Kind kind() {
      return Kind.MULTIPLE_CHOICE;
    }

    @Override
    public String type() {
      return "other";
    }

    @Override
    public int shots() {
      return 0;
    }

    @Override
    public int size() {
      return 10;
    }

    @Override
    public String digest() {
      return "digest";
    }

    @Override
    public List<MetricSpec> metrics() {
      return List.of();
    }

    @Override
    public List<Item> items(int from, int to) {
      return IntStream.range(from, to)
          .mapToObj(
              id ->
                  new Item(
                      id,
                      "hash " + id,
                      List.of(
                          new Request.Loglikelihood("Question " + id + " is", " wrong"),
                          new Request.Loglikelihood("Question " + id + " is", " right")),
                      List.of("wrong", "right"),
                      "1",
                      0,
                      0))
          .toList();
    }

    @Override
    public Judgement judge(Item item, List<Response> responses) {
      return new Judgement(Map.of(), Optional.empty(), OptionalInt.empty(), Optional.empty());
    }
  }

  private static Tokenizer tokenizer() throws Exception {
    return HuggingFaceTokenizer.open(
        Path.of(CalibrationTextsTest.class.getResource("/text/pocket-tokenizer").toURI()));
  }

  private static List<String> texts(int samples, int tokens, long seed) throws Exception {
    try (Tokenizer tokenizer = tokenizer()) {
      return CalibrationTexts.of(new Questions(), tokenizer, samples, tokens, seed).stream()
          .map(tokenizer::decodePlain)
          .toList();
    }
  }

  @Test
  void texts_are_the_right_answers_to_chosen_questions() throws Exception {
    List<String> all = texts(100, 100, 1);
    assertThat(all).hasSize(10).allMatch(text -> text.endsWith("right"));
    List<String> some = texts(4, 100, 1);
    assertThat(some).hasSize(4).isSubsetOf(all).isSorted();
    assertThat(texts(4, 100, 1)).isEqualTo(some);
    assertThat(texts(4, 100, 2)).isNotEqualTo(some);
  }

  @Test
  void long_texts_are_cut_off() throws Exception {
    try (Tokenizer tokenizer = tokenizer()) {
      int[] whole = CalibrationTexts.of(new Questions(), tokenizer, 1, 100, 1).get(0);
      int[] cut = CalibrationTexts.of(new Questions(), tokenizer, 1, 3, 1).get(0);
      assertThat(cut).isEqualTo(Arrays.copyOf(whole, 3));
    }
  }
}
