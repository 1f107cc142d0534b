package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Embedding;
import io.quantgrid.core.model.architecture.GatedFeedForward;
import io.quantgrid.core.model.architecture.Head;
import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Part;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.Projection.Output;
import io.quantgrid.core.model.architecture.SelfAttention;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/** Keys and names of tensors that Llama and the families derived from it have in common. */
record LlamaLayout(
    int hidden, int heads, int kvHeads, int headDim, int vocabulary, double eps, boolean tied) {
  static final String LAYERS = "num_hidden_layers";
  private static final String HEADS = "num_attention_heads";

  /** Which matrices of attention have biases. */
  enum Biases {
    NONE,
    /** Queries, keys and values. */
    QKV,
    /** The output, too. */
    ALL
  }

  /** The widths; heads of keys and values as many as all where the file does not say. */
  static LlamaLayout read(ConfigKeys keys, double eps) {
    int heads = keys.count(HEADS);
    return read(keys, heads, Configs.kvHeads(keys, "num_key_value_heads", heads, heads), eps);
  }

  static LlamaLayout read(ConfigKeys keys, int heads, int kvHeads, double eps) {
    int hidden = keys.count("hidden_size");
    int headDim = Configs.headDim(keys, "hidden_size", hidden, HEADS, heads);
    return new LlamaLayout(
        hidden,
        heads,
        kvHeads,
        headDim,
        keys.count("vocab_size"),
        keys.positive("rms_norm_eps", eps),
        keys.flag("tie_word_embeddings", false));
  }

  /** Of all of a head's dimensions. */
  Position.Rotary rotary(ConfigKeys keys, double theta) {
    keys.only("partial_rotary_factor", "1.0");
    int width = Configs.turned(keys, keys.has("head_dim") ? "head_dim" : "hidden_size", headDim);
    return new Position.Rotary(
        width,
        Position.Pairs.HALVES,
        RopeKeys.theta(keys, theta),
        RopeKeys.scaling(keys, Configs.maxLength(keys)));
  }

  static String prefix(int layer) {
    return "model.layers." + layer + ".";
  }

  Norm norm(String name) {
    return Norm.rms(name + ".weight", hidden, eps);
  }

  /** Separate matrices of queries, keys and values. */
  SelfAttention attention(int layer, Biases biases, Position position, OptionalInt window) {
    String prefix = prefix(layer) + "self_attn.";
    int q = Math.multiplyExact(heads, headDim);
    int kv = kvHeads * headDim;
    boolean bias = biases != Biases.NONE;
    return SelfAttention.of(
            Projection.of(
                hidden,
                output(prefix + "q_proj", q, bias),
                output(prefix + "k_proj", kv, bias),
                output(prefix + "v_proj", kv, bias)),
            SelfAttention.Order.CONCATENATED,
            Projection.of(q, output(prefix + "o_proj", hidden, biases == Biases.ALL)),
            heads,
            kvHeads,
            headDim,
            position)
        .within(window);
  }

  /** Separate matrices of gate and up. */
  GatedFeedForward mlp(int layer, int intermediate, Activation activation, boolean bias) {
    return mlp(prefix(layer) + "mlp.", intermediate, activation, bias);
  }

  GatedFeedForward mlp(String prefix, int intermediate, Activation activation, boolean bias) {
    return new GatedFeedForward(
        Projection.of(
            hidden,
            output(prefix + "gate_proj", intermediate, bias),
            output(prefix + "up_proj", intermediate, bias)),
        activation,
        Projection.of(intermediate, output(prefix + "down_proj", hidden, bias)));
  }

  static Output output(String module, int rows, boolean bias) {
    return new Output(
        module + ".weight", rows, bias ? Optional.of(module + ".bias") : Optional.empty());
  }

  /** Attention, then MLP, each behind its norm. */
  Layer sequential(int layer, Part attention, Part mlp) {
    return Layer.sequential(
        Branch.of(norm(prefix(layer) + "input_layernorm"), attention),
        Branch.of(norm(prefix(layer) + "post_attention_layernorm"), mlp));
  }

  /** Embedding, layers, norm, head, under the usual names. */
  Architecture architecture(int count, IntFunction<Layer> layer) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      layers.add(layer.apply(i));
    }
    return new Architecture(
        Embedding.plain("model.embed_tokens.weight", hidden),
        layers,
        Optional.of(norm("model.norm")),
        Head.plain(
            Projection.of(hidden, Output.of("lm_head.weight", vocabulary)),
            tied ? Tying.TIED : Tying.OWN));
  }
}
