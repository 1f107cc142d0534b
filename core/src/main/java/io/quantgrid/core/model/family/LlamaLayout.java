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
import io.quantgrid.core.model.architecture.Position.Pairs;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.Projection.Output;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.architecture.SelfAttention.HeadNorm;
import io.quantgrid.core.model.architecture.SelfAttention.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/** Keys and names of tensors that Llama and the families derived from it have in common. */
record LlamaLayout(
    int hidden,
    int heads,
    int kvHeads,
    int headDim,
    int vocabulary,
    double eps,
    boolean tied,
    Norm.Kind norms) {
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

  /** With norms that divide by the root mean square. */
  LlamaLayout(
      int hidden, int heads, int kvHeads, int headDim, int vocabulary, double eps, boolean tied) {
    this(hidden, heads, kvHeads, headDim, vocabulary, eps, tied, Norm.Kind.RMS);
  }

  /** The widths; heads of keys and values as many as all where the file does not say. */
  static LlamaLayout read(ConfigKeys keys, double eps) {
    int heads = keys.count(HEADS);
    return read(keys, heads, Configs.kvHeads(keys, "num_key_value_heads", heads, heads), eps);
  }

  static LlamaLayout read(ConfigKeys keys, int heads, int kvHeads, double eps) {
    int hidden = keys.count("hidden_size");
    int headDim = Configs.headDim(keys, "hidden_size", hidden, HEADS, heads);
    return read(keys, heads, kvHeads, headDim, eps);
  }

  /** The widths, that of heads being {@code headDim} where the file does not say. */
  static LlamaLayout ofHeads(ConfigKeys keys, int headDim, double eps) {
    int heads = keys.count(HEADS);
    int kvHeads = Configs.kvHeads(keys, "num_key_value_heads", heads, heads);
    return read(keys, heads, kvHeads, keys.count("head_dim", headDim), eps);
  }

  private static LlamaLayout read(
      ConfigKeys keys, int heads, int kvHeads, int headDim, double eps) {
    int hidden = keys.count("hidden_size");
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
    return rotary(keys, Pairs.HALVES, 1, theta);
  }

  /** Of the share of a head's dimensions that the file says, {@code ifMissing} otherwise. */
  Position.Rotary partialRotary(ConfigKeys keys, Pairs pairs, double ifMissing, double theta) {
    double share = keys.positive("partial_rotary_factor", ifMissing);
    if (share > 1) {
      keys.problem("partial_rotary_factor", "expected a number up to 1");
    }
    return rotary(keys, pairs, Math.min(1, share), theta);
  }

  private Position.Rotary rotary(ConfigKeys keys, Pairs pairs, double share, double theta) {
    String key = keys.has("head_dim") ? "head_dim" : "hidden_size";
    int width = Configs.turned(keys, key, (int) (headDim * share));
    return new Position.Rotary(
        width,
        pairs,
        RopeKeys.theta(keys, theta),
        RopeKeys.scaling(keys, Configs.maxLength(keys), width));
  }

  static String prefix(int layer) {
    return "model.layers." + layer + ".";
  }

  Norm norm(String name) {
    return norm(name, hidden);
  }

  private Norm norm(String name, int width) {
    return new Norm(norms, name + ".weight", Optional.empty(), width, eps);
  }

  /** The same behind norms of each head of queries and keys. */
  SelfAttention headNormed(int layer, SelfAttention attention) {
    String prefix = prefix(layer) + "self_attn.";
    return attention.normed(
        new HeadNorm(norm(prefix + "q_norm", headDim), Span.HEAD),
        new HeadNorm(norm(prefix + "k_norm", headDim), Span.HEAD));
  }

  /** The same behind norms of all heads of queries together, and of keys. */
  SelfAttention fullyNormed(int layer, SelfAttention attention) {
    String prefix = prefix(layer) + "self_attn.";
    return attention.normed(
        new HeadNorm(norm(prefix + "q_norm", heads * headDim), Span.ALL),
        new HeadNorm(norm(prefix + "k_norm", kvHeads * headDim), Span.ALL));
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

  /** One matrix of queries, keys and values. */
  SelfAttention fusedAttention(int layer, Position position, OptionalInt window) {
    String prefix = prefix(layer) + "self_attn.";
    int q = Math.multiplyExact(heads, headDim);
    int all = Math.addExact(q, 2 * kvHeads * headDim);
    return SelfAttention.of(
            Projection.of(hidden, output(prefix + "qkv_proj", all, false)),
            SelfAttention.Order.CONCATENATED,
            Projection.of(q, output(prefix + "o_proj", hidden, false)),
            heads,
            kvHeads,
            headDim,
            position)
        .within(window);
  }

  /** One matrix of gate and up. */
  GatedFeedForward fusedMlp(int layer, int intermediate, Activation activation) {
    String prefix = prefix(layer) + "mlp.";
    return new GatedFeedForward(
        Projection.of(
            hidden, output(prefix + "gate_up_proj", Math.multiplyExact(2, intermediate), false)),
        activation,
        Projection.of(intermediate, output(prefix + "down_proj", hidden, false)));
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
