package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextSimilarityTest {
  private static final double ROUNDING = 1e-9;
  private static final int[] NO_TOKENS = {};

  @Test
  void names_are_those_of_the_samples_table() {
    assertThat(similarity("a b", "a c"))
        .containsOnlyKeys(
            "bleu",
            "chrf",
            "common_prefix",
            "common_prefix_share",
            "edit",
            "exact",
            "rouge_1",
            "rouge_2",
            "rouge_l");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?", " \n", "The quick brown fox.", "日本"})
  void equal_texts_have_the_highest_values(String text) {
    assertThat(similarity(text, text))
        .containsEntry("exact", 1.0)
        .containsEntry("rouge_1", 1.0)
        .containsEntry("rouge_2", 1.0)
        .containsEntry("rouge_l", 1.0)
        .containsEntry("edit", 1.0)
        .containsEntry("chrf", 100.0)
        .containsEntry("bleu", 100.0);
  }

  /** Six, two and five shared of eight and nine words, of seven and eight pairs; eleven edits. */
  @Test
  void similar_texts_have_the_packages_values() {
    Map<String, Double> similarity =
        similarity(
            "The quick brown fox jumps over the lazy dog", "The quick brown dog jumps on the log.");
    assertThat(similarity.get("rouge_1")).isCloseTo(f1(6.0 / 8, 6.0 / 9), within(ROUNDING));
    assertThat(similarity.get("rouge_2")).isCloseTo(f1(2.0 / 7, 2.0 / 8), within(ROUNDING));
    assertThat(similarity.get("rouge_l")).isCloseTo(f1(5.0 / 8, 5.0 / 9), within(ROUNDING));
    assertThat(similarity.get("edit")).isCloseTo(1 - 11.0 / 43, within(ROUNDING));
    assertThat(similarity.get("exact")).isZero();
  }

  @Test
  void tokens_count_up_to_the_first_difference() {
    assertThat(
            TextSimilarity.of(
                "a", new int[] {1, 2, 3}, "b", new int[] {1, 2, 4, 5}, Embeddings.TEXT))
        .containsEntry("common_prefix", 2.0)
        .containsEntry("common_prefix_share", 0.5);
    assertThat(
            TextSimilarity.of("a", new int[] {1, 2}, "b", new int[] {1, 2, 3, 4}, Embeddings.TEXT))
        .containsEntry("common_prefix", 2.0)
        .containsEntry("common_prefix_share", 0.5);
    assertThat(similarity("", ""))
        .containsEntry("common_prefix", 0.0)
        .containsEntry("common_prefix_share", 1.0);
  }

  private static Map<String, Double> similarity(String baseline, String text) {
    return TextSimilarity.of(baseline, NO_TOKENS, text, NO_TOKENS, Embeddings.TEXT);
  }

  private static double f1(double precision, double recall) {
    return 2 * precision * recall / (precision + recall);
  }

  @Test
  void embeddings_are_compared_where_that_is_asked_for() {
    Map<String, Double> close =
        TextSimilarity.of(
            "A cat sat down.", NO_TOKENS, "The cat took a seat.", NO_TOKENS, Embeddings.EMBEDDING);
    Map<String, Double> far =
        TextSimilarity.of(
            "A cat sat down.", NO_TOKENS, "Taxes rose in May.", NO_TOKENS, Embeddings.EMBEDDING);
    assertThat(close.get("embedding")).isGreaterThan(0.5).isGreaterThan(far.get("embedding") + 0.3);
    assertThat(TextSimilarity.of("a", NO_TOKENS, "a", NO_TOKENS, Embeddings.EMBEDDING))
        .containsEntry("embedding", 1.0);
    assertThat(TextSimilarity.of("a", NO_TOKENS, "", NO_TOKENS, Embeddings.EMBEDDING))
        .containsKey("embedding");
    assertThat(similarity("a", "b")).doesNotContainKey("embedding");
  }
}
