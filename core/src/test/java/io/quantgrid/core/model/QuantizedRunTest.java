package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Activations and KV entries quantized while computing. */
class QuantizedRunTest {
  /** Logits here have a standard deviation of 1.2 and peaks of 5; this is the worst of 15,360. */
  private static final double LITTLE = 0.3;

  /** Three bits of mantissa instead of seven bits of integer. */
  private static final double MORE = 1;

  /** Two bits leave four values an entry: other logits altogether. */
  private static final double MUCH = 3;

  private static GoldenModel load(
      String family, Optional<String> activations, Optional<String> kv) {
    return new GoldenModel(
        family, DType.FLOAT32, activations.map(SchemeParser::parse), kv.map(KvScheme::parse));
  }

  private static double moved(Optional<String> activations, Optional<String> kv) {
    try (GoldenModel golden = load("llama3", activations, kv)) {
      float[] logits = golden.logits(TokenBatch.causal(List.of(golden.inputs)));
      assertThat(logits).doesNotContain(Float.NaN);
      return GoldenModel.distance(logits, golden.logits);
    }
  }

  @Test
  void eight_bits_move_logits_a_little_and_two_bits_much() {
    assertThat(moved(Optional.of("int8/token"), Optional.empty())).isBetween(1e-3, LITTLE);
    assertThat(moved(Optional.empty(), Optional.of("int8/token/asym"))).isBetween(1e-4, LITTLE);
    assertThat(moved(Optional.of("fp8_e4m3/token"), Optional.empty())).isBetween(1e-3, MORE);
    assertThat(moved(Optional.empty(), Optional.of("int2/token/asym"))).isGreaterThan(MUCH);
    assertThat(moved(Optional.of("int2/group16/asym"), Optional.empty())).isGreaterThan(MUCH);
  }

  /**
   * A KV entry is quantized once, in the prompt as in a step, so a text that is continued through a
   * cache sees what it sees without one. Sums in another order move an entry over the edge of its
   * step now and then; with 8 bits that is less than this.
   */
  @ParameterizedTest
  @ValueSource(strings = {"llama2", "mistral", "deepseek-v2", "deepseek-v3"})
  void quantized_entries_are_the_same_with_and_without_a_cache(String family) {
    double flippedRounding = 0.02;
    try (GoldenModel golden = load(family, Optional.empty(), Optional.of("int8/token/asym"))) {
      int[] text = golden.inputs[0];
      TokenBatch whole = TokenBatch.causal(List.of(text));
      float[] expected = golden.logits(whole);
      int prompt = 16;
      try (KvCache cache = golden.model.cache(1, text.length)) {
        TokenBatch batch = TokenBatch.causal(List.of(Arrays.copyOf(text, prompt)));
        float[] logits = golden.logits(batch, cache);
        for (int token = prompt - 1; token < text.length - 1; token++) {
          assertThat(
                  GoldenModel.distance(
                      golden.at(batch, logits, 0, batch.width() - 1),
                      golden.at(whole, expected, 0, token)))
              .isLessThan(flippedRounding);
          batch = TokenBatch.step(new int[] {text[token + 1]});
          logits = golden.logits(batch, cache);
        }
      }
    }
  }

  @Test
  void bfloat16_computes_what_float32_does_to_its_precision() {
    double threeDigits = 0.15; // 8 bits of mantissa over two layers and logits of up to 5
    try (GoldenModel golden =
        new GoldenModel("llama3", DType.BFLOAT16, Optional.empty(), Optional.empty())) {
      float[] logits = golden.logits(TokenBatch.causal(List.of(golden.inputs)));
      assertThat(GoldenModel.distance(logits, golden.logits)).isBetween(1e-3, threeDigits);
    }
  }

  @Test
  void scales_that_other_tokens_would_change_are_refused() {
    Scheme tensor = SchemeParser.parse("int8/tensor");
    assertThatThrownBy(
            () ->
                new GoldenModel("llama2", DType.FLOAT32, Optional.of(tensor), Optional.empty())
                    .close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("int8/tensor");
    assertThatThrownBy(
            () ->
                new GoldenModel(
                        "llama2",
                        DType.FLOAT32,
                        Optional.empty(),
                        Optional.of(new KvScheme.Immediate(tensor)))
                    .close())
        .isInstanceOf(ModelException.class);
  }

  private static float[] keeping(Predicate<String> quantized) {
    try (GoldenModel golden =
        new GoldenModel(
            "llama3",
            DType.FLOAT32,
            Optional.of(SchemeParser.parse("int4/token")),
            Optional.empty(),
            quantized)) {
      return golden.logits(TokenBatch.causal(List.of(golden.inputs)));
    }
  }

  @Test
  void the_inputs_of_layers_that_are_kept_stay_as_they_are() {
    float[] plain;
    try (GoldenModel golden = load("llama3", Optional.empty(), Optional.empty())) {
      plain = golden.logits(TokenBatch.causal(List.of(golden.inputs)));
    }
    assertThat(keeping(name -> false)).isEqualTo(plain);
    float[] attention = keeping(name -> name.contains("self_attn"));
    assertThat(GoldenModel.distance(attention, plain)).isGreaterThan(LITTLE);
    assertThat(GoldenModel.distance(attention, keeping(name -> true))).isGreaterThan(LITTLE);
  }

  @Test
  void layers_that_share_an_input_are_kept_together() {
    assertThatThrownBy(() -> keeping(name -> !name.contains("k_proj")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("expected all or none of")
        .hasMessageContaining("self_attn.k_proj");
  }
}
