package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of caches that move, start late, or stand for many. */
class CachedRowsTest {
  /** Products of another shape are summed in another order: a few units of float32's last place. */
  private static final double OTHER_SHAPE = 2e-5;

  @ParameterizedTest
  @MethodSource("io.quantgrid.core.model.FamilyGoldenTest#families")
  void a_row_taken_from_another_cache_goes_on_beside_others(String family) {
    try (GoldenModel golden = new GoldenModel(family)) {
      List<int[]> texts = FamilyGoldenTest.unequal(golden);
      int[][] expected = golden.greedyWithoutCache(texts, 4);
      try (KvCache slots = golden.model.cache(2, 40);
          KvCache own = golden.model.cache(1, 30)) {
        slots.use(1);
        golden.logits(TokenBatch.causal(List.of(texts.get(1))), slots);
        golden.logits(TokenBatch.step(new int[] {expected[1][0]}), slots);
        golden.logits(TokenBatch.causal(List.of(texts.get(0))), own);
        slots.use(2);
        slots.put(1, own, 0);
        own.clear(0);
        for (int step = 0; step < 2; step++) {
          TokenBatch batch = TokenBatch.step(new int[] {expected[1][step + 1], expected[0][step]});
          float[] logits = golden.logits(batch, slots);
          for (int row = 0; row < 2; row++) {
            assertThat(GoldenModel.largest(golden.at(batch, logits, row, 0)))
                .isEqualTo(row == 0 ? expected[1][step + 2] : expected[0][step + 1]);
          }
        }
        golden.logits(TokenBatch.causal(List.of(texts.get(2))), own);
        slots.put(0, own, 0); // the place of a text that has ended
        TokenBatch batch = TokenBatch.step(new int[] {expected[2][0], expected[0][2]});
        float[] logits = golden.logits(batch, slots);
        assertThat(GoldenModel.largest(golden.at(batch, logits, 0, 0))).isEqualTo(expected[2][1]);
        assertThat(GoldenModel.largest(golden.at(batch, logits, 1, 0))).isEqualTo(expected[0][3]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.quantgrid.core.model.FamilyGoldenTest#families")
  void texts_that_go_on_from_one_row_score_as_whole_texts(String family) {
    try (GoldenModel golden = new GoldenModel(family);
        KvCache cache = golden.model.cache(1, 12)) {
      int[] a = golden.inputs[0];
      int[] b = golden.inputs[1];
      int[] common = Arrays.copyOf(a, 9);
      golden.logits(TokenBatch.causal(List.of(common)), cache);
      TokenBatch plain = TokenBatch.causal(List.of(a, Arrays.copyOf(b, 5)));
      int[] context = Arrays.copyOf(b, 3);
      List<int[]> branches = List.of(Arrays.copyOf(b, 4), Arrays.copyOfRange(b, 4, 5), a);
      TokenBatch packed =
          TokenBatch.packed(
              List.of(
                  new TokenBatch.Packed(context, branches), new TokenBatch.Packed(a, List.of())));
      if (!golden.model.sharesPrefixes()) {
        assertThatThrownBy(() -> golden.logitsAfter(cache, plain))
            .isInstanceOf(IllegalArgumentException.class);
        return;
      }
      float[] logits = golden.logitsAfter(cache, plain);
      compare(golden, plain, logits, 0, 0, joined(common, a), common.length);
      compare(golden, plain, logits, 1, 0, joined(common, Arrays.copyOf(b, 5)), common.length);
      logits = golden.logitsAfter(cache, packed);
      compare(golden, packed, logits, 1, 0, joined(common, a), common.length);
      for (int branch = 0; branch < branches.size(); branch++) {
        int[] text = joined(joined(common, context), branches.get(branch));
        int from = common.length + context.length;
        compare(golden, packed, logits, 0, packed.branchStart(0, branch), text, from);
      }
      assertThat(cache.tokens(0)).isEqualTo(common.length);
    }
  }

  /**
   * Columns of a batch from {@code column} on beside a whole text's tokens from {@code from} on.
   */
  private static void compare(
      GoldenModel golden,
      TokenBatch batch,
      float[] logits,
      int row,
      int column,
      int[] text,
      int from) {
    TokenBatch alone = TokenBatch.causal(List.of(text));
    float[] own = golden.logits(alone);
    for (int token = from; token < text.length; token++) {
      assertThat(
              GoldenModel.distance(
                  golden.at(batch, logits, row, column + token - from),
                  golden.at(alone, own, 0, token)))
          .isLessThan(OTHER_SHAPE);
    }
  }

  private static int[] joined(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void what_has_no_room_is_refused() {
    try (GoldenModel golden = new GoldenModel("llama3");
        KvCache small = golden.model.cache(1, 4);
        KvCache large = golden.model.cache(2, 8)) {
      TokenBatch five = TokenBatch.causal(List.of(new int[] {3, 4, 5, 6, 7}));
      assertThatThrownBy(() -> golden.logits(five, small)).hasMessageContaining("at most 4");
      assertThatThrownBy(() -> golden.logits(five, large)).hasMessageContaining("expected 2");
      assertThatThrownBy(() -> large.use(3)).hasMessageContaining("1 to 2");
      large.use(1);
      golden.logits(five, large);
      assertThatThrownBy(() -> small.put(0, large, 0)).hasMessageContaining("5 tokens");
    }
  }
}
