package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Experts;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Routing;
import io.quantgrid.core.model.architecture.Routing.By;
import io.quantgrid.core.model.architecture.Routing.Scores;
import io.quantgrid.core.model.architecture.Routing.Weights;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * DeepSeek V2 (arXiv 2405.04434) and V3 (arXiv 2412.19437): latent attention, some dense layers,
 * then experts. The layer behind the last, which predicts a second token, is not computed.
 */
final class DeepSeek implements Family {
  private static final String SECOND = "deepseek_v2";
  private static final String THIRD = "deepseek_v3";

  @Override
  public List<String> names() {
    return List.of(SECOND, THIRD);
  }

  @Override
  public List<String> models() {
    return List.of("DeepSeek-V2", "DeepSeek-V2-Lite", "DeepSeek-V3", "DeepSeek-R1");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    String family = keys.text("model_type").orElse(THIRD);
    keys.ignore("num_nextn_predict_layers", "qk_head_dim", "head_dim");
    keys.only("mlp_bias", "false");
    keys.only("moe_layer_freq", "1.0");
    LatentLayout layout = LatentLayout.read(keys);
    Activation activation = keys.activation("hidden_act", "silu");
    int dense = keys.count("intermediate_size");
    int denseLayers = keys.optionalId("first_k_dense_replace").orElse(0);
    int width = keys.count("moe_intermediate_size");
    int shared = keys.optionalId("n_shared_experts").orElse(0);
    int experts = keys.count("n_routed_experts");
    Routing routing = family.equals(SECOND) ? second(keys, experts) : third(keys, experts);
    LlamaLayout names = layout.names();
    return names.config(
        keys,
        family,
        names.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i -> {
              String prefix = LlamaLayout.prefix(i) + "mlp.";
              return names.sequential(
                  i,
                  layout.attention(i),
                  i < denseLayers
                      ? names.mlp(i, dense, activation)
                      : new Experts(
                          router(prefix + "gate.", family, routing),
                          IntStream.range(0, experts)
                              .mapToObj(
                                  e ->
                                      names.mlp(
                                          prefix + "experts." + e + ".",
                                          width,
                                          activation,
                                          Bias.NONE))
                              .toList(),
                          shared(names, prefix, width, shared, activation)));
            }));
  }

  /** As one that is wider. */
  private static Optional<Experts.Shared> shared(
      LlamaLayout names, String prefix, int width, int count, Activation activation) {
    return count == 0
        ? Optional.empty()
        : Optional.of(
            new Experts.Shared(
                names.mlp(
                    prefix + "shared_experts.",
                    Math.multiplyExact(width, count),
                    activation,
                    Bias.NONE),
                Optional.empty()));
  }

  private static Experts.Router router(String prefix, String family, Routing routing) {
    return new Experts.Router(
        prefix + "weight",
        Optional.empty(),
        family.equals(THIRD) ? Optional.of(prefix + "e_score_correction_bias") : Optional.empty(),
        routing);
  }

  private static Routing second(ConfigKeys keys, int experts) {
    keys.only("norm_topk_prob", "false"); // DeepSeek's code then leaves the factor out
    keys.only("scoring_func", "softmax");
    int chosen = ExpertKeys.chosen(keys, experts, 8);
    String method = keys.text("topk_method").orElse("greedy");
    if (!List.of("greedy", "group_limited_greedy").contains(method)) {
      keys.problem("topk_method", "expected greedy or group_limited_greedy");
    }
    var groups = ExpertKeys.groups(keys, experts, chosen, By.BEST);
    return new Routing(
        Scores.SOFTMAX,
        chosen,
        method.equals("greedy") ? Optional.empty() : groups,
        Weights.AS_SCORED,
        keys.positive("routed_scaling_factor", 1));
  }

  private static Routing third(ConfigKeys keys, int experts) {
    keys.only("scoring_func", "sigmoid");
    keys.only("topk_method", "noaux_tc");
    int chosen = ExpertKeys.chosen(keys, experts, 8);
    return new Routing(
        Scores.SIGMOID,
        chosen,
        ExpertKeys.groups(keys, experts, chosen, By.BEST_TWO),
        keys.flag("norm_topk_prob", true) ? Weights.SHARES : Weights.AS_SCORED,
        keys.positive("routed_scaling_factor", 2.5));
  }
}
