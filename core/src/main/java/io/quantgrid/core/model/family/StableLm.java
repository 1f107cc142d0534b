package io.quantgrid.core.model.family;

import static io.quantgrid.core.model.family.Modules.layerNorm;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Part;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.family.LlamaLayout.Biases;
import java.util.List;
import java.util.Optional;
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
    int hidden = keys.count("hidden_size");
    int heads = keys.count("num_attention_heads");
    int ifMissing = keys.mentions("num_key_value_heads") ? heads : KV_HEADS;
    double eps = keys.positive("layer_norm_eps", 1e-5);
    LlamaLayout layout =
        new LlamaLayout(
            hidden,
            heads,
            Configs.kvHeads(keys, "num_key_value_heads", heads, ifMissing),
            Configs.headDim(keys, "hidden_size", hidden, "num_attention_heads", heads),
            keys.count("vocab_size"),
            eps,
            keys.flag("tie_word_embeddings", false));
    Biases biases = keys.flag("use_qkv_bias", false) ? Biases.QKV : Biases.NONE;
    boolean parallel = keys.flag("use_parallel_residual", false);
    Activation activation = keys.activation("hidden_act", "silu");
    int intermediate = keys.count("intermediate_size");
    Position position = RopeKeys.partial(keys, layout.headDim(), 0.25);
    Architecture llama =
        layout.architecture(
            keys.layers(LlamaLayout.LAYERS),
            i -> {
              Part attention = layout.attention(i, biases, position, OptionalInt.empty());
              Part mlp = layout.mlp(i, intermediate, activation, false);
              String prefix = LlamaLayout.prefix(i);
              Norm first = layerNorm(prefix + "input_layernorm", hidden, eps);
              Norm second = layerNorm(prefix + "post_attention_layernorm", hidden, eps);
              return parallel
                  ? Layer.parallel(Branch.of(first, attention), Branch.of(first, mlp))
                  : Layer.sequential(Branch.of(first, attention), Branch.of(second, mlp));
            });
    return Configs.of(
        keys,
        "stablelm",
        hidden,
        layout.vocabulary(),
        layout.tied(),
        new Architecture(
            llama.embedding(),
            llama.layers(),
            Optional.of(layerNorm("model.norm", hidden, eps)),
            llama.head()));
  }
}
