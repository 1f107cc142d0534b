package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.model.architecture.Experts;
import io.quantgrid.core.model.architecture.ModelConfig;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each family against transformers, and each layout of a batch against the plain one. */
@SuppressWarnings("try") // scopes are there to be closed
class FamilyGoldenTest {
  /** The reference in float32 lies within 1e-5 of itself in float64; ours may lie as far again. */
  private static final double REFERENCE = 1e-4;

  /** Products of another shape are summed in another order: a few units of float32's last place. */
  private static final double OTHER_SHAPE = 2e-5;

  /** Folders of references: one line a family. */
  static List<String> families() {
    return List.of(
        "llama2", //
        "llama3", //
        "longchat", //
        "llama-yarn", //
        "mistral", //
        "gpt-neox", //
        "gpt-neox-sequential", //
        "gpt-j", //
        "phi", //
        "stablelm", //
        "starcoder2", //
        "cohere", //
        "falcon-7b", //
        "falcon-40b", //
        "falcon-rw", //
        "bloom", //
        "opt", //
        "opt-350m", //
        "gpt2", //
        "mixtral", //
        "mamba", //
        "mamba2", //
        "qwen2-moe", //
        "deepseek-v2", //
        "deepseek-v3", //
        "gpt-oss", //
        "qwen2", //
        "qwen3", //
        "olmo2", //
        "granite", //
        "gemma", //
        "gemma2", //
        "gemma3-text", //
        "phi3", //
        "phi3-longrope", //
        "glm", //
        "chatglm" //
        );
  }

  /** Those whose first tokens stay what they are when others follow; LongRopeTest has the rest. */
  static List<String> familiesOfAnyLength() {
    return families().stream().filter(family -> !family.equals("phi3-longrope")).toList();
  }

  @ParameterizedTest
  @MethodSource("families")
  void logits_and_hidden_states_match_the_reference(String family) {
    try (GoldenModel golden = new GoldenModel(family);
        var scope = golden.engine.scope()) {
      TokenBatch both = TokenBatch.causal(List.of(golden.inputs));
      assertThat(GoldenModel.distance(golden.logits(both), golden.logits)).isLessThan(REFERENCE);
      assertThat(
              GoldenModel.distance(
                  golden.engine.toFloats(golden.model.hidden(both)), golden.hidden))
          .isLessThan(REFERENCE);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void greedy_continuation_is_the_references_with_and_without_cache(String family) {
    try (GoldenModel golden = new GoldenModel(family)) {
      List<int[]> texts = List.of(golden.inputs);
      assertThat(golden.greedyWithoutCache(texts, GoldenModel.NEW_TOKENS))
          .isDeepEqualTo(golden.greedy);
      assertThat(golden.greedyWithCache(TokenBatch.causal(texts), GoldenModel.NEW_TOKENS))
          .isDeepEqualTo(golden.greedy);
      assertThat(golden.greedyWithCache(TokenBatch.prefill(texts), GoldenModel.NEW_TOKENS))
          .isDeepEqualTo(golden.greedy);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void a_text_scores_alike_alone_and_in_a_batch_of_unequal_lengths(String family) {
    try (GoldenModel golden = new GoldenModel(family)) {
      List<int[]> texts = unequal(golden);
      for (TokenBatch batch : List.of(TokenBatch.causal(texts), TokenBatch.prefill(texts))) {
        float[] together = golden.logits(batch);
        for (int row = 0; row < texts.size(); row++) {
          TokenBatch alone = TokenBatch.causal(List.of(texts.get(row)));
          float[] own = golden.logits(alone);
          for (int token = 0; token < texts.get(row).length; token++) {
            assertThat(
                    GoldenModel.distance(
                        golden.at(batch, together, row, batch.start(row) + token),
                        golden.at(alone, own, 0, token)))
                .isLessThan(OTHER_SHAPE);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("familiesOfAnyLength")
  void texts_of_unequal_lengths_continue_alike_alone_and_together(String family) {
    try (GoldenModel golden = new GoldenModel(family)) {
      List<int[]> texts = unequal(golden);
      int[][] left = golden.greedyWithCache(TokenBatch.prefill(texts), GoldenModel.NEW_TOKENS);
      int[][] right = golden.greedyWithCache(TokenBatch.causal(texts), GoldenModel.NEW_TOKENS);
      assertThat(golden.greedyWithoutCache(texts, GoldenModel.NEW_TOKENS)).isDeepEqualTo(left);
      assertThat(right).isDeepEqualTo(left);
      for (int row = 0; row < texts.size(); row++) {
        TokenBatch alone = TokenBatch.causal(List.of(texts.get(row)));
        assertThat(golden.greedyWithCache(alone, GoldenModel.NEW_TOKENS)[0]).isEqualTo(left[row]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("familiesOfAnyLength")
  void a_prompt_in_chunks_scores_as_the_whole(String family) {
    try (GoldenModel golden = new GoldenModel(family);
        KvCache cache = golden.model.cache(GoldenModel.ROWS, GoldenModel.TOKENS)) {
      TokenBatch whole = TokenBatch.causal(List.of(golden.inputs));
      float[] expected = golden.logits(whole);
      int[] ends = {7, 8, 20, GoldenModel.TOKENS};
      int from = 0;
      for (int end : ends) {
        int start = from;
        TokenBatch chunk =
            TokenBatch.causal(
                Arrays.stream(golden.inputs)
                    .map(text -> Arrays.copyOfRange(text, start, end))
                    .toList());
        float[] found = golden.logits(chunk, cache);
        for (int row = 0; row < GoldenModel.ROWS; row++) {
          for (int token = start; token < end; token++) {
            assertThat(
                    GoldenModel.distance(
                        golden.at(chunk, found, row, token - start),
                        golden.at(whole, expected, row, token)))
                .isLessThan(OTHER_SHAPE);
          }
        }
        from = end;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("familiesOfAnyLength")
  void branches_after_a_common_context_score_as_separate_texts(String family) {
    try (GoldenModel golden = new GoldenModel(family)) {
      int[] a = golden.inputs[0];
      int[] b = golden.inputs[1];
      List<int[]> branches =
          List.of(
              Arrays.copyOfRange(b, 0, 5),
              Arrays.copyOfRange(b, 5, 6),
              new int[0],
              Arrays.copyOfRange(b, 6, 16));
      int[] context = Arrays.copyOf(a, 11);
      TokenBatch packed =
          TokenBatch.packed(
              List.of(
                  new TokenBatch.Packed(context, branches),
                  new TokenBatch.Packed(Arrays.copyOf(b, 3), List.of(a, b))));
      float[] all = golden.logits(packed);
      compare(golden, packed, all, 0, context, branches);
      compare(golden, packed, all, 1, Arrays.copyOf(b, 3), List.of(a, b));
    }
  }

  private static void compare(
      GoldenModel golden,
      TokenBatch packed,
      float[] all,
      int row,
      int[] context,
      List<int[]> branches) {
    for (int branch = 0; branch < branches.size(); branch++) {
      int[] tail = branches.get(branch);
      int[] text = Arrays.copyOf(context, context.length + tail.length);
      System.arraycopy(tail, 0, text, context.length, tail.length);
      TokenBatch alone = TokenBatch.causal(List.of(text));
      float[] own = golden.logits(alone);
      for (int token = 0; token < text.length; token++) {
        int column =
            token < context.length
                ? token
                : packed.branchStart(row, branch) + token - context.length;
        assertThat(
                GoldenModel.distance(
                    golden.at(packed, all, row, column), golden.at(alone, own, 0, token)))
            .isLessThan(OTHER_SHAPE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("familiesOfAnyLength")
  void what_stands_in_the_padding_changes_no_bit_or_only_how_experts_round(String family) {
    try (GoldenModel golden = new GoldenModel(family)) {
      double most = hasExperts(golden.model.config()) ? OTHER_SHAPE : 0;
      int[] whole = golden.inputs[0];
      int[] shorter = Arrays.copyOf(golden.inputs[1], 9);
      TokenBatch padded = TokenBatch.causal(List.of(whole, shorter));
      TokenBatch filled = TokenBatch.causal(List.of(whole, golden.inputs[1]));
      float[] withPadding = golden.logits(padded);
      float[] withTokens = golden.logits(filled);
      for (int token = 0; token < shorter.length; token++) {
        float[] without = golden.at(padded, withPadding, 1, token);
        assertThat(GoldenModel.distance(without, golden.at(filled, withTokens, 1, token)))
            .isLessThanOrEqualTo(most);
      }
      assertThat(withPadding).doesNotContain(Float.NaN);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void rows_that_leave_a_cache_do_not_disturb_the_others(String family) {
    try (GoldenModel golden = new GoldenModel(family)) {
      List<int[]> texts = unequal(golden);
      int[][] expected = golden.greedyWithoutCache(texts, 3);
      TokenBatch prompt = TokenBatch.prefill(texts);
      try (KvCache cache = golden.model.cache(texts.size(), prompt.width() + 3)) {
        golden.logits(prompt, cache);
        float[] second =
            golden.logits(
                TokenBatch.step(new int[] {expected[0][0], expected[1][0], expected[2][0]}), cache);
        assertThat(second).doesNotContain(Float.NaN);
        cache.put(1, cache, 2);
        cache.use(2);
        TokenBatch step = TokenBatch.step(new int[] {expected[0][1], expected[2][1]});
        float[] third = golden.logits(step, cache);
        assertThat(GoldenModel.largest(golden.at(step, third, 0, 0))).isEqualTo(expected[0][2]);
        assertThat(GoldenModel.largest(golden.at(step, third, 1, 0))).isEqualTo(expected[2][2]);
        assertThat(cache.tokens(1)).isEqualTo(texts.get(2).length + 2);
      }
    }
  }

  /** Other tokens in the batch make products of another shape. */
  private static boolean hasExperts(ModelConfig config) {
    return config.architecture().layers().stream()
        .flatMap(layer -> layer.branches().stream())
        .anyMatch(branch -> branch.part() instanceof Experts);
  }

  static List<int[]> unequal(GoldenModel golden) {
    return List.of(
        golden.inputs[0], Arrays.copyOf(golden.inputs[1], 1), Arrays.copyOf(golden.inputs[1], 13));
  }
}
