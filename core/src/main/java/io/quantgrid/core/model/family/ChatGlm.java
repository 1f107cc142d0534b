package io.quantgrid.core.model.family;

import static io.quantgrid.core.model.family.Modules.linear;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Embedding;
import io.quantgrid.core.model.architecture.GatedFeedForward;
import io.quantgrid.core.model.architecture.Head;
import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.Position.Pairs;
import io.quantgrid.core.model.architecture.RopeScaling;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.List;
import java.util.Optional;

/** ChatGLM 2 and 3 and GLM-4 under THUDM's own names and keys (arXiv 2406.12793). */
final class ChatGlm implements Family {
  private static final String ENCODER = "transformer.encoder.";

  @Override
  public List<String> names() {
    return List.of("chatglm");
  }

  @Override
  public List<String> models() {
    return List.of("chatglm2-6b", "chatglm3-6b", "glm-4-9b", "LongWriter-glm4-9b");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    List.of("rmsnorm", "post_layer_norm").forEach(key -> keys.only(key, "true"));
    for (String key :
        List.of(
            "add_bias_linear",
            "apply_residual_connection_post_layernorm",
            "fp32_residual_connection",
            "prefix_projection")) {
      keys.only(key, "false");
    }
    keys.only("quantization_bit", "0");
    keys.only("pre_seq_len", "0");
    keys.ignore("original_rope", "apply_query_key_layer_scaling"); // both cancel out
    Shape shape = Shape.read(keys);
    int layers = keys.layers("num_layers");
    Tying tying = Modules.tying(keys, Tying.OWN);
    int vocabulary = keys.count("padded_vocab_size");
    return Configs.of(
        keys,
        "chatglm",
        shape.hidden,
        new Architecture(
            Embedding.plain("transformer.embedding.word_embeddings.weight", shape.hidden),
            Modules.layers(layers, shape::layer),
            Optional.of(shape.norm(ENCODER + "final_layernorm")),
            Head.plain(
                linear("transformer.output_layer", shape.hidden, vocabulary, Bias.NONE), tying)));
  }

  private record Shape(
      int hidden,
      int heads,
      int groups,
      int headDim,
      int intermediate,
      double eps,
      Bias qkvBias,
      Position position) {

    static Shape read(ConfigKeys keys) {
      int hidden = keys.count("hidden_size");
      int heads = keys.count("num_attention_heads");
      int headDim = keys.count("kv_channels", 128);
      int groups =
          keys.flag("multi_query_attention", false)
              ? Configs.kvHeads(keys, "multi_query_group_num", heads, 1)
              : heads;
      keys.ignore("multi_query_group_num"); // void without the flag
      int width = Configs.turned(keys, "kv_channels", headDim / 2);
      double theta = 10_000 * keys.positive("rope_ratio", 1);
      return new Shape(
          hidden,
          heads,
          groups,
          headDim,
          keys.count("ffn_hidden_size"),
          keys.positive("layernorm_epsilon", 1e-5),
          Bias.of(keys, "add_qkv_bias", Bias.NONE),
          new Position.Rotary(width, Pairs.ADJACENT, theta, new RopeScaling.None()));
    }

    Norm norm(String name) {
      return Norm.rms(name + ".weight", hidden, eps);
    }

    Layer layer(int index) {
      String prefix = ENCODER + "layers." + index + ".";
      return Layer.sequential(
          Branch.of(norm(prefix + "input_layernorm"), attention(prefix + "self_attention.")),
          Branch.of(norm(prefix + "post_attention_layernorm"), mlp(prefix + "mlp.")));
    }

    private SelfAttention attention(String prefix) {
      int q = Math.multiplyExact(heads, headDim);
      int all = Math.addExact(q, 2 * groups * headDim);
      return SelfAttention.of(
          linear(prefix + "query_key_value", hidden, all, qkvBias),
          SelfAttention.Order.CONCATENATED,
          linear(prefix + "dense", q, hidden, Bias.NONE),
          heads,
          groups,
          headDim,
          position);
    }

    private GatedFeedForward mlp(String prefix) {
      return new GatedFeedForward(
          linear(prefix + "dense_h_to_4h", hidden, Math.multiplyExact(2, intermediate), Bias.NONE),
          Activation.SILU,
          linear(prefix + "dense_4h_to_h", intermediate, hidden, Bias.NONE));
    }
  }
}
