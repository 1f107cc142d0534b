package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Rotary factors that depend on how long a text is: up to 16 tokens, in the reference at hand, or
 * more.
 */
@SuppressWarnings("try") // scopes are there to be closed
class LongRopeTest {
  private static final int ORIGINAL = 16;

  /** Products of another shape are summed in another order: a few units of float32's last place. */
  private static final double OTHER_SHAPE = 2e-5;

  /** What another factor at least does to some logit. */
  private static final double OTHER_FACTORS = 1e-2;

  @Test
  void a_text_has_the_factors_of_its_own_length_whatever_its_neighbours_are() {
    try (GoldenModel golden = new GoldenModel("phi3-longrope")) {
      List<int[]> texts =
          List.of(
              golden.inputs[0],
              Arrays.copyOf(golden.inputs[0], ORIGINAL),
              Arrays.copyOf(golden.inputs[0], ORIGINAL + 1));
      TokenBatch batch = TokenBatch.causal(texts);
      float[] together = golden.logits(batch);
      for (int row = 0; row < texts.size(); row++) {
        float[] own = golden.logits(TokenBatch.causal(List.of(texts.get(row))));
        float[] mine = slice(golden, batch, together, row, texts.get(row).length);
        assertThat(GoldenModel.distance(mine, own)).isLessThan(OTHER_SHAPE);
      }
      float[] upTo = slice(golden, batch, together, 1, ORIGINAL);
      float[] beyond = slice(golden, batch, together, 2, ORIGINAL);
      float[] whole = slice(golden, batch, together, 0, ORIGINAL);
      assertThat(GoldenModel.distance(upTo, beyond)).isGreaterThan(OTHER_FACTORS);
      assertThat(GoldenModel.distance(beyond, whole)).isLessThan(OTHER_SHAPE);
    }
  }

  @Test
  void branches_have_the_factors_of_the_longest_text_of_their_row() {
    try (GoldenModel golden = new GoldenModel("phi3-longrope")) {
      int[] context = Arrays.copyOf(golden.inputs[0], 11);
      int[] brief = Arrays.copyOf(golden.inputs[1], 3);
      int[] tail = Arrays.copyOf(golden.inputs[1], 9);
      TokenBatch same =
          TokenBatch.packed(
              List.of(new TokenBatch.Packed(context, List.of(brief, Arrays.copyOf(brief, 2)))));
      assertThat(distanceFromAlone(golden, same, context, brief)).isLessThan(OTHER_SHAPE);
      TokenBatch both =
          TokenBatch.packed(List.of(new TokenBatch.Packed(context, List.of(brief, tail))));
      assertThat(distanceFromAlone(golden, both, context, brief)).isGreaterThan(OTHER_FACTORS);
    }
  }

  private static double distanceFromAlone(
      GoldenModel golden, TokenBatch packed, int[] context, int[] branch) {
    int[] text = Arrays.copyOf(context, context.length + branch.length);
    System.arraycopy(branch, 0, text, context.length, branch.length);
    TokenBatch alone = TokenBatch.causal(List.of(text));
    return GoldenModel.distance(
        golden.at(packed, golden.logits(packed), 0, packed.branchStart(0, 0) + branch.length - 1),
        golden.at(alone, golden.logits(alone), 0, text.length - 1));
  }

  @Test
  void texts_on_one_side_of_the_length_continue_alike_with_and_without_a_cache() {
    try (GoldenModel golden = new GoldenModel("phi3-longrope")) {
      List<int[]> texts =
          List.of(
              golden.inputs[0],
              Arrays.copyOf(golden.inputs[1], 5),
              Arrays.copyOf(golden.inputs[1], 8));
      int[][] expected = golden.greedyWithoutCache(texts, GoldenModel.NEW_TOKENS);
      for (TokenBatch batch : List.of(TokenBatch.causal(texts), TokenBatch.prefill(texts))) {
        assertThat(golden.greedyWithCache(batch, GoldenModel.NEW_TOKENS)).isDeepEqualTo(expected);
      }
    }
  }

  private static float[] slice(
      GoldenModel golden, TokenBatch batch, float[] logits, int row, int tokens) {
    int from = Math.toIntExact(batch.index(row, 0)) * golden.vocabulary();
    return Arrays.copyOfRange(logits, from, from + tokens * golden.vocabulary());
  }
}
