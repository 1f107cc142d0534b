package io.quantgrid.core.model.family;

import io.quantgrid.core.checkpoint.TensorView;
import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Experts;
import io.quantgrid.core.model.architecture.GatedFeedForward;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.Routing;
import io.quantgrid.core.model.architecture.Routing.Scores;
import io.quantgrid.core.model.architecture.Routing.Weights;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * OpenAI's open models (arXiv 2508.10925): attention with sinks, every other layer behind a window,
 * and experts with biases. Files hold the experts of a layer as one tensor, inputs by outputs, gate
 * and up taking turns; or, as published, outputs by inputs in MXFP4. Here each expert's matrices
 * stand alone.
 */
final class GptOss implements Family {
  @Override
  public List<String> names() {
    return List.of("gpt_oss");
  }

  @Override
  public List<String> models() {
    return List.of("gpt-oss-20b", "gpt-oss-120b");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    keys.only("swiglu_limit", "7.0");
    keys.ignore("hidden_act", "experts_per_token", "initial_context_length"); // not read there
    LlamaLayout layout = LlamaLayout.read(keys, 1e-5);
    Biases biases = keys.flag("attention_bias", true) ? Biases.ALL : Biases.NONE;
    OptionalInt window = OptionalInt.of(keys.count("sliding_window", 128));
    int layers = keys.layers(LlamaLayout.LAYERS);
    IntPredicate sliding = LayerTypes.sliding(keys, layers, i -> i % 2 == 0);
    int intermediate = keys.count("intermediate_size");
    int experts = keys.count("num_local_experts");
    Routing routing =
        Routing.of(Scores.LOGITS, ExpertKeys.chosen(keys, experts, 4), Weights.AS_SCORED);
    Position position = layout.rotary(keys, 150_000);
    Map<String, TensorView> views = new HashMap<>();
    Architecture architecture =
        layout.architecture(
            layers,
            i ->
                layout.sequential(
                    i,
                    layout
                        .attention(
                            i, biases, position, sliding.test(i) ? window : OptionalInt.empty())
                        .sinking(LlamaLayout.prefix(i) + "self_attn.sinks"),
                    experts(layout, i, experts, intermediate, routing, views)));
    return layout.config(keys, "gpt_oss", architecture.seen(views));
  }

  private static Experts experts(
      LlamaLayout layout,
      int layer,
      int experts,
      int intermediate,
      Routing routing,
      Map<String, TensorView> views) {
    String prefix = LlamaLayout.prefix(layer) + "mlp.";
    return new Experts(
        new Experts.Router(
            prefix + "router.weight",
            Optional.of(prefix + "router.bias"),
            Optional.empty(),
            routing),
        IntStream.range(0, experts)
            .mapToObj(e -> expert(layout, prefix + "experts.", e, intermediate, views))
            .toList(),
        Optional.empty());
  }

  private static GatedFeedForward expert(
      LlamaLayout layout, String prefix, int expert, int width, Map<String, TensorView> views) {
    String own = prefix + expert + ".";
    TensorView both = TensorView.of(prefix + "gate_up_proj").slice(expert).transposed();
    TensorView bothBiases = TensorView.of(prefix + "gate_up_proj_bias").slice(expert);
    views.put(own + "gate_proj.weight", both.rows(0, 2, width));
    views.put(own + "gate_proj.bias", bothBiases.rows(0, 2, width));
    views.put(own + "up_proj.weight", both.rows(1, 2, width));
    views.put(own + "up_proj.bias", bothBiases.rows(1, 2, width));
    views.put(
        own + "down_proj.weight", TensorView.of(prefix + "down_proj").slice(expert).transposed());
    views.put(own + "down_proj.bias", TensorView.of(prefix + "down_proj_bias").slice(expert));
    for (String part : List.of("_blocks", "_scales")) {
      TensorView stored = TensorView.of(prefix + "gate_up_proj" + part).slice(expert);
      views.put(own + "gate_proj.weight" + part, stored.rows(0, 2, width));
      views.put(own + "up_proj.weight" + part, stored.rows(1, 2, width));
      views.put(
          own + "down_proj.weight" + part,
          TensorView.of(prefix + "down_proj" + part).slice(expert));
    }
    return layout.mlp(own, width, Activation.CLAMPED, Bias.ADDED);
  }
}
