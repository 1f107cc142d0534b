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

  @Test
  void random_tokens_are_of_the_vocabulary_without_special_ones() {
    List<int[]> texts = CalibrationTexts.random(LetterTokenizer.withBos(), 50, 30, 1);
    assertThat(texts).hasSize(50).allMatch(ids -> ids.length == 30 && ids[0] == '^');
    assertThat(texts.stream().flatMapToInt(ids -> Arrays.stream(ids).skip(1)).distinct().toArray())
        .containsExactlyInAnyOrder(LetterTokenizer.ids("abcdefghijklmnopqrstuvwxyz"));
    List<int[]> again = CalibrationTexts.random(LetterTokenizer.withBos(), 50, 30, 1);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(again.get(i)).isEqualTo(texts.get(i));
    }
    assertThat(CalibrationTexts.random(LetterTokenizer.withBos(), 1, 30, 2).get(0))
        .isNotEqualTo(texts.get(0));
    assertThat(CalibrationTexts.random(LetterTokenizer.withoutBos(), 1, 3, 1).get(0)[0])
        .isNotEqualTo('^');
  }

  @Test
  void shuffled_texts_keep_their_tokens_and_their_beginning() {
    int[] text = LetterTokenizer.ids("^the quick brown fox");
    int[] mixed = CalibrationTexts.shuffled(List.of(text), OptionalInt.of('^'), 1).get(0);
    assertThat(mixed[0]).isEqualTo('^');
    assertThat(mixed).isNotEqualTo(text).containsExactlyInAnyOrder(text);
    assertThat(CalibrationTexts.shuffled(List.of(text), OptionalInt.of('^'), 1).get(0))
        .isEqualTo(mixed);
    assertThat(CalibrationTexts.shuffled(List.of(new int[0]), OptionalInt.empty(), 1).get(0))
        .isEmpty();
  }

  @Test
  void a_tokenizer_knows_its_ordinary_tokens() throws Exception {
    try (Tokenizer tokenizer =
        HuggingFaceTokenizer.open(
            Path.of(CalibrationTextsTest.class.getResource("/text/pocket-tokenizer").toURI()))) {
      int[] ordinary = tokenizer.ordinary();
      assertThat(ordinary).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(100);
      assertThat(ordinary).contains(tokenizer.encodePlain("the"));
      tokenizer.bos().ifPresent(bos -> assertThat(ordinary).doesNotContain(bos));
      tokenizer.eos().ifPresent(eos -> assertThat(ordinary).doesNotContain(eos));
    }
  }
}
