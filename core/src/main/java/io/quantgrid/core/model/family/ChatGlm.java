package io.quantgrid.core.model.family;

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
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.Projection.Output;
import io.quantgrid.core.model.architecture.RopeScaling;
import io.quantgrid.core.model.architecture.SelfAttention;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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
    boolean tied = keys.flag("tie_word_embeddings", false);
    int vocabulary = keys.count("padded_vocab_size");
    Output matrix = Output.of("transformer.output_layer.weight", vocabulary);
    return Configs.of(
        keys,
        "chatglm",
        shape.hidden,
        vocabulary,
        tied,
        new Architecture(
            Embedding.plain("transformer.embedding.word_embeddings.weight", shape.hidden),
            IntStream.range(0, layers).mapToObj(shape::layer).toList(),
            Optional.of(shape.norm(ENCODER + "final_layernorm")),
            Head.plain(Projection.of(shape.hidden, matrix), tied ? Tying.TIED : Tying.OWN)));
  }

  private record Shape(
      int hidden,
      int heads,
      int groups,
      int headDim,
      int intermediate,
      double eps,
      boolean qkvBias,
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
          keys.flag("add_qkv_bias", false),
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
          Projection.of(hidden, LlamaLayout.output(prefix + "query_key_value", all, qkvBias)),
          SelfAttention.Order.CONCATENATED,
          Projection.of(q, Output.of(prefix + "dense.weight", hidden)),
          heads,
          groups,
          headDim,
          position);
    }

    private GatedFeedForward mlp(String prefix) {
      return new GatedFeedForward(
          Projection.of(
              hidden,
              Output.of(prefix + "dense_h_to_4h.weight", Math.multiplyExact(2, intermediate))),
          Activation.SILU,
          Projection.of(intermediate, Output.of(prefix + "dense_4h_to_h.weight", hidden)));
    }
  }
}
