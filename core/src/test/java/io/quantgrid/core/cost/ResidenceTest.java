package io.quantgrid.core.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.cost.Residence.Way;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResidenceTest {
  private static final long GIB = 1L << 30;
  private static final int BATCH = 8;
  private static final TaskShape SCORED = new TaskShape(100, 0);
  private static final TaskShape GENERATED = new TaskShape(100, 64);

  /** About a billion parameters in 16 layers. */
  private static final String LLAMA =
      """
      {"model_type": "llama", "hidden_size": 2048, "num_hidden_layers": 16,
       "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 8192,
       "vocab_size": 128256, "tie_word_embeddings": true}
      """;

  /** Latent attention as DeepSeek-V2-Lite has it. */
  private static final String DEEPSEEK =
      """
      {"model_type": "deepseek_v2", "hidden_size": 2048, "num_hidden_layers": 4,
       "num_attention_heads": 16, "kv_lora_rank": 512, "qk_nope_head_dim": 128,
       "qk_rope_head_dim": 64, "v_head_dim": 96, "intermediate_size": 10944,
       "first_k_dense_replace": 1, "moe_intermediate_size": 1408, "n_routed_experts": 4,
       "num_experts_per_tok": 2, "vocab_size": 102400}
      """;

  private static ModelConfig config(String json) {
    try {
      return Models.config(new ObjectMapper().readTree(json), "config.json");
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Residence within(long limit, Format format, Compute compute, TaskShape shape) {
    return Residence.within(
        limit, config(LLAMA), format, compute, DType.FLOAT32, List.of(shape), BATCH);
  }

  private static Residence within(long limit) {
    return within(limit, Format.baseline(), Compute.NATIVE, SCORED);
  }

  @Test
  void the_fastest_way_that_fits_is_taken() {
    Residence all = within(100 * GIB);
    assertThat(all.way()).isEqualTo(Way.RESIDENT);
    assertThat(all.weightBytes()).isBetween(4 * GIB, 5 * GIB);
    long enough = all.weightBytes() + all.runBytes();
    assertThat(within(enough).way()).isEqualTo(Way.RESIDENT);
    Residence ahead = within(enough - 1);
    assertThat(ahead.way()).isEqualTo(Way.READ_AHEAD);
    assertThat(ahead.weightBytes()).isZero();
    assertThat(within(ahead.runBytes()).way()).isEqualTo(Way.READ_AHEAD);
    Residence one = within(ahead.runBytes() - 1);
    assertThat(one.way()).isEqualTo(Way.ONE_AT_A_TIME);
    assertThat(one.runBytes()).isLessThan(ahead.runBytes());
    assertThat(within(one.runBytes()).way()).isEqualTo(Way.ONE_AT_A_TIME);
    assertThat(within(one.runBytes() - 1).way()).isEqualTo(Way.NONE);
  }

  @Test
  void weights_in_few_bits_fit_where_others_do_not() {
    Format format = FormatParser.parse("w4a16");
    assertThat(within(4 * GIB).way()).isEqualTo(Way.READ_AHEAD);
    assertThat(within(4 * GIB, format, Compute.NATIVE, SCORED).way()).isEqualTo(Way.RESIDENT);
    assertThat(within(4 * GIB, format, Compute.SIMULATED, SCORED).way()).isEqualTo(Way.READ_AHEAD);
  }

  @Test
  void keys_and_values_of_a_generation_take_room_as_they_are_kept() {
    assertThat(cacheBytesOfToken(config(LLAMA))).isEqualTo(16 * 8 * (64 + 64) * Float.BYTES);
    // made for each head from the narrow vector, and kept so
    assertThat(cacheBytesOfToken(config(DEEPSEEK)))
        .isEqualTo(4 * 16 * (128 + 64 + 96) * Float.BYTES);
  }

  /** What a generation takes more than as many tokens that are only scored, items twice as long. */
  private static double cacheBytesOfToken(ModelConfig config) {
    long scored = runBytes(config, new TaskShape(164, 0));
    return (runBytes(config, GENERATED) - scored) / (BATCH * 2 * 164.0);
  }

  private static long runBytes(ModelConfig config, TaskShape shape) {
    return Residence.within(
            100 * GIB,
            config,
            Format.baseline(),
            Compute.NATIVE,
            DType.FLOAT32,
            List.of(shape),
            BATCH)
        .runBytes();
  }

  @Test
  void the_reason_names_what_was_compared() {
    assertThat(within(4 * GIB).reason())
        .matches("all weights with states take .* GiB, two layers .* GiB, memory.limit is 4.0 GiB");
  }
}
