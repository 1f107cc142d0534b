package io.quantgrid.core.model.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quantgrid.core.model.architecture.Experts;
import io.quantgrid.core.model.architecture.LatentAttention;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.model.architecture.Routing;
import io.quantgrid.core.model.architecture.SelfAttention;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Configurations of models with experts, with the keys that published files have. */
class PublishedExpertsTest {
  private static final String DEEPSEEK =
      """
      {"attention_bias": false, "bos_token_id": 0, "eos_token_id": 1, "ep_size": 1, "hidden_act": "silu",
       "initializer_range": 0.02, "kv_lora_rank": 512, "max_position_embeddings": 163840,
       "moe_layer_freq": 1, "pretraining_tp": 1, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64,
       "rms_norm_eps": 1e-06, "rope_theta": 10000, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
       "use_cache": true, "v_head_dim": 128,
      """;

  private static final String V3 =
      DEEPSEEK
          + """
          "model_type": "deepseek_v3", "first_k_dense_replace": 3, "hidden_size": 7168, "intermediate_size": 18432,
          "moe_intermediate_size": 2048, "n_group": 8, "n_routed_experts": 256, "n_shared_experts": 1,
          "norm_topk_prob": true, "num_attention_heads": 128, "num_experts_per_tok": 8, "num_hidden_layers": 5,
          "num_key_value_heads": 128, "num_nextn_predict_layers": 1, "q_lora_rank": 1536,
          "quantization_config": {"quant_method": "fp8"}, "routed_scaling_factor": 2.5, "scoring_func": "sigmoid",
          "topk_group": 4, "topk_method": "noaux_tc", "vocab_size": 129280,
          "rope_scaling": {"beta_fast": 32, "beta_slow": 1, "factor": 40, "mscale": 1.0, "mscale_all_dim": 1.0,
            "original_max_position_embeddings": 4096, "type": "yarn"}}
          """;

  private static ModelConfig read(String json) throws Exception {
    return Families.read(JsonMapper.builder().build().readTree(json), "config.json");
  }

  private static Layer layer(ModelConfig config, int layer) {
    return config.architecture().layers().get(layer);
  }

  private static Experts experts(ModelConfig config, int layer) {
    return (Experts) layer(config, layer).branches().get(1).part();
  }

  @Test
  void deepseek_v3() throws Exception {
    ModelConfig config = read(V3);
    assertThat(layer(config, 2).branches().get(1).part()).isNotInstanceOf(Experts.class);
    assertThat(experts(config, 3).experts()).hasSize(256);
    Routing routing = experts(config, 3).router().routing();
    assertThat(routing.groups()).hasValue(new Routing.Groups(8, 4, Routing.By.BEST_TWO));
    LatentAttention attention = (LatentAttention) layer(config, 0).branches().get(0).part();
    double sharpened = Math.pow(0.1 * Math.log(40) + 1, 2) / Math.sqrt(192);
    assertThat(attention.scale()).isCloseTo(sharpened, Offset.offset(1e-12));
    assertThat(attention.queryUp()).isPresent();
  }

  @Test
  void deepseek_v2_lite() throws Exception {
    ModelConfig config =
        read(
            DEEPSEEK
                + """
                "model_type": "deepseek_v2", "aux_loss_alpha": 0.001, "first_k_dense_replace": 1, "hidden_size": 2048,
                "intermediate_size": 10944, "moe_intermediate_size": 1408, "n_group": 1, "n_routed_experts": 64,
                "n_shared_experts": 2, "norm_topk_prob": false, "num_attention_heads": 16, "num_experts_per_tok": 6,
                "num_hidden_layers": 27, "num_key_value_heads": 16, "q_lora_rank": null, "routed_scaling_factor": 1.0,
                "scoring_func": "softmax", "seq_aux": true, "topk_group": 1, "topk_method": "greedy",
                "vocab_size": 102400, "rope_scaling": {"beta_fast": 32, "beta_slow": 1, "factor": 40,
                  "mscale": 0.707, "mscale_all_dim": 0.707, "original_max_position_embeddings": 4096, "type": "yarn"}}
                """);
    LatentAttention attention = (LatentAttention) layer(config, 0).branches().get(0).part();
    assertThat(attention.queryUp()).isEmpty();
    double sharpened = Math.pow(0.0707 * Math.log(40) + 1, 2) / Math.sqrt(192);
    assertThat(attention.scale()).isCloseTo(sharpened, Offset.offset(1e-12));
    assertThat(experts(config, 1).router().routing().groups()).isEmpty();
    assertThat(experts(config, 1).shared().orElseThrow().mlp().down().columns()).isEqualTo(2816);
  }

  @Test
  void qwen3_moe() throws Exception {
    ModelConfig config =
        read(
            """
            {"model_type": "qwen3_moe", "attention_bias": false, "decoder_sparse_step": 1, "head_dim": 128,
             "hidden_act": "silu", "hidden_size": 2048, "intermediate_size": 6144, "max_position_embeddings": 40960,
             "max_window_layers": 48, "mlp_only_layers": [1], "moe_intermediate_size": 768, "norm_topk_prob": true,
             "num_attention_heads": 32, "num_experts": 128, "num_experts_per_tok": 8, "num_hidden_layers": 4,
             "num_key_value_heads": 4, "output_router_logits": false, "rms_norm_eps": 1e-06, "rope_scaling": null,
             "rope_theta": 1000000.0, "router_aux_loss_coef": 0.001, "sliding_window": null,
             "tie_word_embeddings": false, "torch_dtype": "bfloat16", "use_sliding_window": false,
             "vocab_size": 151936}
            """);
    SelfAttention attention = (SelfAttention) layer(config, 0).branches().get(0).part();
    assertThat(attention.queryNorm()).isPresent();
    assertThat(attention.qkv().biases()).isEmpty();
    assertThat(experts(config, 0).shared()).isEmpty();
    assertThat(experts(config, 0).router().routing())
        .isEqualTo(Routing.of(Routing.Scores.SOFTMAX, 8, Routing.Weights.SHARES));
    assertThat(layer(config, 1).branches().get(1).part()).isNotInstanceOf(Experts.class);
  }

  @Test
  void gpt_oss() throws Exception {
    ModelConfig config =
        read(
            """
            {"model_type": "gpt_oss", "attention_bias": true, "eos_token_id": 200002, "experts_per_token": 4,
             "head_dim": 64, "hidden_act": "silu", "hidden_size": 2880, "initial_context_length": 4096,
             "intermediate_size": 2880, "max_position_embeddings": 131072, "num_attention_heads": 64,
             "num_experts_per_tok": 4, "num_hidden_layers": 4, "num_key_value_heads": 8, "num_local_experts": 32,
             "pad_token_id": 199999, "quantization_config": {"quant_method": "mxfp4"}, "rms_norm_eps": 1e-05,
             "rope_scaling": {"beta_fast": 32.0, "beta_slow": 1.0, "factor": 32.0,
               "original_max_position_embeddings": 4096, "rope_type": "yarn", "truncate": false},
             "rope_theta": 150000, "router_aux_loss_coef": 0.9, "sliding_window": 128, "swiglu_limit": 7.0,
             "tie_word_embeddings": false, "vocab_size": 201088}
            """);
    SelfAttention first = (SelfAttention) layer(config, 0).branches().get(0).part();
    SelfAttention second = (SelfAttention) layer(config, 1).branches().get(0).part();
    assertThat(first.window()).isEqualTo(OptionalInt.of(128));
    assertThat(second.window()).isEmpty();
    assertThat(experts(config, 0).experts()).hasSize(32);
  }

  @Test
  void what_is_not_computed_is_refused_by_key() {
    assertThatThrownBy(() -> read(V3.replace("\"sigmoid\"", "\"softmax\"").replace("8,", "300,")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("scoring_func is \"softmax\" (expected sigmoid")
        .hasMessageContaining("num_experts_per_tok is 300 (expected at most");
    assertThatThrownBy(() -> read(V3.replace("\"topk_group\": 4", "\"topk_group\": 9")))
        .hasMessageContaining("topk_group is 9");
    assertThatThrownBy(() -> read(V3.replace("\"moe_layer_freq\": 1", "\"moe_layer_freq\": 2")))
        .hasMessageContaining("moe_layer_freq is 2");
  }
}
