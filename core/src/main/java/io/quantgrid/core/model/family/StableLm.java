package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Part;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import io.quantgrid.core.model.family.LlamaLayout.Norms;
import java.util.List;
import java.util.OptionalInt;

/**
 * StableLM 3B and 2 1.6B (arXiv 2402.17834): Llama's names, norms with means and biases, part of
 * each head turned.
 */
final class StableLm implements Family {
  /** What transformers assumes when a file does not mention the key. */
  private static final int KV_HEADS = 32;

  @Override
  public List<String> names() {
    return List.of("stablelm");
  }

  @Override
  public List<String> models() {
    return List.of("StableLM-3B-4E1T", "StableLM Zephyr 3B", "StableLM 2 1.6B", "Stable Code 3B");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    keys.only("qk_layernorm", "false");
    LlamaLayout layout =
        LlamaLayout.read(
            keys, LlamaDefaults.of(Norms.LAYER, "layer_norm_eps", 1e-5).kvHeads(KV_HEADS));
    Biases biases = Biases.of(keys, "use_qkv_bias", Biases.QKV);
    boolean parallel = keys.flag("use_parallel_residual", false);
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    Position position = RopeKeys.partial(keys, layout.headDim(), 0.25);
    return layout.config(
        keys,
        "stablelm",
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i -> {
              Part attention = layout.attention(i, biases, position, OptionalInt.empty());
              Part mlp = layout.mlp(i, intermediate, activation);
              return parallel
                  ? Layer.parallel(
                      layout.norm(LlamaLayout.prefix(i) + "input_layernorm"), attention, mlp)
                  : layout.sequential(i, attention, mlp);
            }));
  }
}
