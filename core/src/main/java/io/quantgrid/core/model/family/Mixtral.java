package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Experts;
import io.quantgrid.core.model.architecture.GatedFeedForward;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.Projection.Output;
import io.quantgrid.core.model.architecture.Routing;
import io.quantgrid.core.model.architecture.Routing.Scores;
import io.quantgrid.core.model.architecture.Routing.Weights;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Mixtral: Mistral with experts in every layer (arXiv 2401.04088). */
final class Mixtral implements Family {
  @Override
  public List<String> names() {
    return List.of("mixtral");
  }

  @Override
  public List<String> models() {
    return List.of("Mixtral 8x7B", "Mixtral 8x22B");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    LlamaLayout layout = LlamaLayout.read(keys, LlamaDefaults.rms(1e-5).kvHeads(Mistral.KV_HEADS));
    OptionalInt window = keys.optionalCount("sliding_window");
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    int experts = keys.count("num_local_experts", 8);
    Routing routing =
        Routing.of(Scores.SOFTMAX, ExpertKeys.chosen(keys, experts, 2), Weights.SHARES);
    Position position = layout.rotary(keys, 1_000_000);
    return layout.config(
        keys,
        "mixtral",
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i -> {
              String prefix = LlamaLayout.prefix(i) + "block_sparse_moe.";
              return layout.sequential(
                  i,
                  layout.attention(i, Biases.NONE, position, window),
                  new Experts(
                      Experts.Router.of(prefix + "gate.weight", routing),
                      IntStream.range(0, experts)
                          .mapToObj(
                              e ->
                                  expert(
                                      prefix + "experts." + e + ".",
                                      layout.hidden(),
                                      intermediate,
                                      activation))
                          .toList(),
                      Optional.empty()));
            }));
  }

  private static GatedFeedForward expert(
      String prefix, int hidden, int intermediate, Activation activation) {
    return new GatedFeedForward(
        Projection.of(
            hidden,
            Output.of(prefix + "w1.weight", intermediate),
            Output.of(prefix + "w3.weight", intermediate)),
        activation,
        Projection.of(intermediate, Output.of(prefix + "w2.weight", hidden)));
  }
}
