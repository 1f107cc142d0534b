package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model whose older keys are quantized per channel and older values per token. */
class KiviRunTest {
  /** The same sums in another order. Where this moved an entry over an edge, it would be 0.01. */
  private static final double ORDER = 2e-4;

  /** Groups of 4 after the last 8: what takes 400 tokens otherwise shows in 40. */
  private static final String SMALL = "int8/kivi/group4/residual8";

  private static GoldenModel load(String family, String kv) {
    return new GoldenModel(
        family, DType.FLOAT32, Optional.empty(), Optional.of(KvScheme.parse(kv)));
  }

  private static int[] text(GoldenModel golden, int tokens, long seed) {
    return new Random(seed).ints(tokens, 3, golden.vocabulary()).toArray();
  }

  private static float[][] whole(GoldenModel golden, int[] text) {
    TokenBatch batch = TokenBatch.causal(List.of(text));
    float[] logits = golden.logits(batch);
    float[][] out = new float[text.length][];
    for (int token = 0; token < text.length; token++) {
      out[token] = golden.at(batch, logits, 0, token);
    }
    return out;
  }

  private static void same(float[] actual, float[] expected, int token) {
    assertThat(GoldenModel.distance(actual, expected)).as("token " + token).isLessThan(ORDER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama2", "llama3", "mistral", "bloom", "falcon-40b", "deepseek-v3"})
  void a_text_in_chunks_and_token_by_token_is_the_text_at_once(String family) {
    try (GoldenModel golden = load(family, SMALL)) {
      int[] text = text(golden, 45, 1);
      float[][] expected = whole(golden, text);
      for (int chunk : new int[] {1, 5, 16}) {
        try (KvCache cache = golden.model.cache(1, text.length)) {
          for (int from = 0; from < text.length; from += chunk) {
            int[] part = Arrays.copyOfRange(text, from, Math.min(text.length, from + chunk));
            TokenBatch batch = TokenBatch.causal(List.of(part));
            float[] logits = golden.logits(batch, cache);
            for (int i = 0; i < part.length; i++) {
              same(golden.at(batch, logits, 0, i), expected[from + i], from + i);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "mistral", "bloom", "deepseek-v3"})
  void other_texts_of_a_batch_and_padding_change_nothing(String family) {
    try (GoldenModel golden = load(family, SMALL)) {
      List<int[]> texts = List.of(text(golden, 40, 2), text(golden, 29, 3), text(golden, 6, 4));
      TokenBatch right = TokenBatch.causal(texts);
      TokenBatch left = TokenBatch.prefill(texts);
      float[] rightLogits = golden.logits(right);
      float[] leftLogits = golden.logits(left);
      for (int row = 0; row < texts.size(); row++) {
        float[][] expected = whole(golden, texts.get(row));
        for (int token = 0; token < expected.length; token++) {
          same(golden.at(right, rightLogits, row, token), expected[token], token);
          int column = left.start(row) + token;
          same(golden.at(left, leftLogits, row, column), expected[token], token);
        }
      }
    }
  }

  @Test
  void rows_of_a_padded_cache_go_on_as_if_alone() {
    try (GoldenModel golden = load("llama3", SMALL)) {
      List<int[]> texts = List.of(text(golden, 40, 5), text(golden, 33, 6), text(golden, 21, 7));
      int steps = 14;
      List<int[]> prompts =
          texts.stream().map(text -> Arrays.copyOf(text, text.length - steps)).toList();
      try (KvCache cache = golden.model.cache(3, 40)) {
        TokenBatch batch = TokenBatch.prefill(prompts);
        golden.logits(batch, cache);
        cache.put(1, cache, 2); // the second has stopped
        cache.use(2);
        List<int[]> left = List.of(texts.get(0), texts.get(2));
        for (int step = 0; step < steps; step++) {
          int at = step;
          int[] next = left.stream().mapToInt(text -> text[text.length - steps + at]).toArray();
          batch = TokenBatch.step(next);
          float[] logits = golden.logits(batch, cache);
          for (int row = 0; row < left.size(); row++) {
            int token = left.get(row).length - steps + step;
            same(golden.at(batch, logits, row, 0), whole(golden, left.get(row))[token], token);
          }
        }
      }
    }
  }

  @Test
  void a_row_taken_from_another_cache_goes_on_as_if_alone() {
    try (GoldenModel golden = load("llama3", SMALL);
        KvCache cache = golden.model.cache(2, 48);
        KvCache own = golden.model.cache(1, 32)) {
      int[] first = text(golden, 44, 15);
      int[] second = text(golden, 30, 16);
      int from = 17; // keys of two groups are quantized, the third is not full
      cache.use(1);
      golden.logits(TokenBatch.causal(List.of(Arrays.copyOf(first, 31))), cache);
      golden.logits(TokenBatch.causal(List.of(Arrays.copyOf(second, from))), own);
      cache.use(2);
      cache.put(1, own, 0);
      float[][] expectedFirst = whole(golden, first);
      float[][] expectedSecond = whole(golden, second);
      for (int step = 0; step < 13; step++) {
        TokenBatch batch = TokenBatch.step(new int[] {first[31 + step], second[from + step]});
        float[] logits = golden.logits(batch, cache);
        same(golden.at(batch, logits, 0, 0), expectedFirst[31 + step], 31 + step);
        same(golden.at(batch, logits, 1, 0), expectedSecond[from + step], from + step);
      }
    }
  }

  @Test
  void branches_of_a_context_are_texts_of_their_own() {
    try (GoldenModel golden = load("llama3", SMALL)) {
      int[] context = text(golden, 18, 8); // a group of keys begins in it and ends in a branch
      List<int[]> branches = List.of(text(golden, 9, 9), text(golden, 3, 10), text(golden, 20, 11));
      TokenBatch batch = TokenBatch.packed(List.of(new TokenBatch.Packed(context, branches)));
      float[] logits = golden.logits(batch);
      for (int branch = 0; branch < branches.size(); branch++) {
        int[] own = branches.get(branch);
        int[] text = Arrays.copyOf(context, context.length + own.length);
        System.arraycopy(own, 0, text, context.length, own.length);
        float[][] expected = whole(golden, text);
        for (int i = 0; i < own.length; i++) {
          int column = batch.branchStart(0, branch) + i;
          same(golden.at(batch, logits, 0, column), expected[context.length + i], i);
        }
      }
    }
  }

  @Test
  void texts_shorter_than_the_residual_are_computed_as_the_baseline() {
    try (GoldenModel golden = load("llama3", "int2/kivi");
        GoldenModel plain = new GoldenModel("llama3")) {
      int[] text = text(golden, 127, 12);
      TokenBatch batch = TokenBatch.causal(List.of(text));
      assertThat(golden.logits(batch)).isEqualTo(plain.logits(batch));
    }
  }

  private static double moved(String kv) {
    try (GoldenModel golden = load("llama3", kv);
        GoldenModel plain = new GoldenModel("llama3")) {
      int[] text = text(golden, 400, 13);
      TokenBatch batch = TokenBatch.causal(List.of(text));
      float[] own = golden.logits(batch);
      float[] other = plain.logits(batch);
      int early = 127 * golden.vocabulary();
      assertThat(GoldenModel.distance(Arrays.copyOf(own, early), Arrays.copyOf(other, early)))
          .isLessThan(ORDER);
      return GoldenModel.distance(own, other);
    }
  }

  @Test
  void fewer_bits_move_the_logits_of_long_texts_further() {
    double eight = moved("int8/kivi");
    double four = moved("int4/kivi");
    double two = moved("int2/kivi");
    assertThat(eight).isBetween(1e-4, 0.1);
    assertThat(four).isGreaterThan(2 * eight);
    assertThat(two).isGreaterThan(2 * four);
  }

  @Test
  void a_later_token_changes_nothing_before_it() {
    try (GoldenModel golden = load("llama3", "int2/kivi/group4/residual8")) {
      int[] text = text(golden, 40, 14);
      int[] other = text.clone();
      other[39] = (other[39] + 1) % golden.vocabulary();
      float[][] first = whole(golden, text);
      float[][] second = whole(golden, other);
      for (int token = 0; token < 39; token++) {
        assertThat(second[token]).isEqualTo(first[token]);
      }
      assertThat(second[39]).isNotEqualTo(first[39]);
    }
  }
}
