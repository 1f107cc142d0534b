package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Experts;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Part;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.Routing;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Qwen's models with experts: of the second generation with biases and a gated shared expert (arXiv
 * 2407.10671), of the third with norms of queries and keys and without either (arXiv 2505.09388).
 */
final class QwenMoe implements Family {
  private static final String SECOND = "qwen2_moe";
  private static final String THIRD = "qwen3_moe";

  @Override
  public List<String> names() {
    return List.of(SECOND, THIRD);
  }

  @Override
  public List<String> models() {
    return List.of("Qwen1.5-MoE-A2.7B", "Qwen2-57B-A14B", "Qwen3-30B-A3B", "Qwen3-235B-A22B");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    boolean second = keys.text("model_type").orElse(THIRD).equals(SECOND);
    keys.only("use_sliding_window", "false");
    keys.ignore("sliding_window", "max_window_layers"); // void without it
    LayerTypes.all(keys, LayerTypes.FULL);
    LlamaLayout layout = LlamaLayout.read(keys, 1e-6);
    Biases biases =
        keys.flag(second ? "qkv_bias" : "attention_bias", second)
            ? second ? Biases.QKV : Biases.ALL
            : Biases.NONE;
    Activation activation = keys.activation("hidden_act", "silu");
    int dense = keys.count("intermediate_size");
    int width = keys.count("moe_intermediate_size");
    OptionalInt shared =
        second
            ? OptionalInt.of(keys.count("shared_expert_intermediate_size"))
            : OptionalInt.empty();
    int experts = keys.count("num_experts");
    Routing routing = ExpertKeys.softmax(keys, experts, second ? 4 : 8);
    IntPredicate sparse = ExpertKeys.sparse(keys);
    Position position = layout.rotary(keys, 10_000);
    return layout.config(
        keys,
        second ? SECOND : THIRD,
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i -> {
              SelfAttention plain = layout.attention(i, biases, position, OptionalInt.empty());
              Part mlp =
                  sparse.test(i)
                      ? experts(layout, i, experts, width, shared, activation, routing)
                      : layout.mlp(i, dense, activation);
              return layout.sequential(i, second ? plain : layout.headNormed(i, plain), mlp);
            }));
  }

  private static Experts experts(
      LlamaLayout layout,
      int layer,
      int experts,
      int width,
      OptionalInt shared,
      Activation activation,
      Routing routing) {
    String prefix = LlamaLayout.prefix(layer) + "mlp.";
    return new Experts(
        Experts.Router.of(prefix + "gate.weight", routing),
        IntStream.range(0, experts)
            .mapToObj(e -> layout.mlp(prefix + "experts." + e + ".", width, activation, Bias.NONE))
            .toList(),
        shared.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Experts.Shared(
                    layout.mlp(prefix + "shared_expert.", shared.getAsInt(), activation, Bias.NONE),
                    Optional.of(prefix + "shared_expert_gate.weight"))));
  }
}
