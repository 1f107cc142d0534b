package io.quantgrid.core.model.family;

import static io.quantgrid.core.model.family.Modules.linear;
import static io.quantgrid.core.model.family.Modules.output;
import static io.quantgrid.core.model.family.Modules.separate;

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
import io.quantgrid.core.model.architecture.Part;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.Position.Pairs;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.architecture.SelfAttention.HeadNorm;
import io.quantgrid.core.model.architecture.SelfAttention.Span;
import io.quantgrid.core.model.family.Modules.Bias;
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
    Tying tying,
    Norms norms) {
  static final String LAYERS = "num_hidden_layers";
  private static final String HEADS = "num_attention_heads";

  /** Which matrices of attention have biases. */
  enum Biases {
    NONE,
    /** Queries, keys and values. */
    QKV,
    /** The output, too. */
    ALL;

    /** None unless the file says so. */
    static Biases of(ConfigKeys keys, String key, Biases ifTrue) {
      return keys.flag(key, false) ? ifTrue : NONE;
    }
  }

  /** What all norms of a model compute. */
  enum Norms {
    RMS,
    RMS_PLUS_ONE,
    /** Mean and deviation, without a bias. */
    BARE_LAYER,
    /** Mean and deviation, with a bias. */
    LAYER;

    Norm of(String module, int width, double eps) {
      return switch (this) {
        case RMS -> Norm.rms(module + ".weight", width, eps);
        case RMS_PLUS_ONE ->
            new Norm(Norm.Kind.RMS_PLUS_ONE, module + ".weight", Optional.empty(), width, eps);
        case BARE_LAYER -> Modules.bareLayerNorm(module, width, eps);
        case LAYER -> Modules.layerNorm(module, width, eps);
      };
    }
  }

  /** With Llama's norms, a head of its own, heads as many and as wide as the file says. */
  static LlamaLayout read(ConfigKeys keys, double eps) {
    return read(keys, LlamaDefaults.rms(eps));
  }

  static LlamaLayout read(ConfigKeys keys, LlamaDefaults defaults) {
    int hidden = keys.count("hidden_size");
    int heads = keys.count(HEADS);
    int headDim =
        defaults.headDim().isPresent()
            ? keys.count("head_dim", defaults.headDim().getAsInt())
            : Configs.headDim(keys, "hidden_size", hidden, HEADS, heads);
    return new LlamaLayout(
        hidden,
        heads,
        kvHeads(keys, heads, defaults.kvHeads()),
        headDim,
        keys.count("vocab_size"),
        keys.positive(defaults.epsKey(), defaults.eps()),
        Modules.tying(keys, defaults.tying()),
        defaults.norms());
  }

  private static int kvHeads(ConfigKeys keys, int heads, OptionalInt unmentioned) {
    String key = "num_key_value_heads";
    return Configs.kvHeads(
        keys, key, heads, keys.mentions(key) ? heads : unmentioned.orElse(heads));
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
    return norms.of(name, hidden, eps);
  }

  private HeadNorm norm(String name, int width, Span span) {
    return new HeadNorm(norms.of(name, width, eps), span);
  }

  /** The same behind norms of each head of queries and keys. */
  SelfAttention headNormed(int layer, SelfAttention attention) {
    return headNormed(layer, attention, Span.HEAD);
  }

  /** The same behind norms of each head, with weights for all or for each. */
  SelfAttention headNormed(int layer, SelfAttention attention, Span span) {
    String prefix = prefix(layer) + "self_attn.";
    return attention.normed(
        norm(prefix + "q_norm", headDim, span), norm(prefix + "k_norm", headDim, span));
  }

  /** The same behind norms of all heads of queries together, and of keys. */
  SelfAttention fullyNormed(int layer, SelfAttention attention) {
    String prefix = prefix(layer) + "self_attn.";
    return attention.normed(
        norm(prefix + "q_norm", heads * headDim, Span.ALL),
        norm(prefix + "k_norm", kvHeads * headDim, Span.ALL));
  }

  /** Separate matrices of queries, keys and values. */
  SelfAttention attention(int layer, Biases biases, Position position, OptionalInt window) {
    String prefix = prefix(layer) + "self_attn.";
    int q = Math.multiplyExact(heads, headDim);
    int kv = kvHeads * headDim;
    return SelfAttention.of(
            separate(prefix, hidden, q, kv, biases == Biases.NONE ? Bias.NONE : Bias.ADDED),
            SelfAttention.Order.CONCATENATED,
            linear(prefix + "o_proj", q, hidden, biases == Biases.ALL ? Bias.ADDED : Bias.NONE),
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
            linear(prefix + "qkv_proj", hidden, all, Bias.NONE),
            SelfAttention.Order.CONCATENATED,
            linear(prefix + "o_proj", q, hidden, Bias.NONE),
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
        linear(prefix + "gate_up_proj", hidden, Math.multiplyExact(2, intermediate), Bias.NONE),
        activation,
        linear(prefix + "down_proj", intermediate, hidden, Bias.NONE));
  }

  /** Separate matrices of gate and up, without biases. */
  GatedFeedForward mlp(int layer, int intermediate, Activation activation) {
    return mlp(layer, intermediate, activation, Bias.NONE);
  }

  GatedFeedForward mlp(int layer, int intermediate, Activation activation, Bias bias) {
    return mlp(prefix(layer) + "mlp.", intermediate, activation, bias);
  }

  GatedFeedForward mlp(String prefix, int intermediate, Activation activation, Bias bias) {
    return new GatedFeedForward(
        Projection.of(
            hidden,
            output(prefix + "gate_proj", intermediate, bias),
            output(prefix + "up_proj", intermediate, bias)),
        activation,
        linear(prefix + "down_proj", intermediate, hidden, bias));
  }

  /** Attention, then MLP, each behind its norm. */
  Layer sequential(int layer, Part attention, Part mlp) {
    return Layer.sequential(
        Branch.of(norm(prefix(layer) + "input_layernorm"), attention),
        Branch.of(norm(prefix(layer) + "post_attention_layernorm"), mlp));
  }

  /** Embedding, layers, norm, head, under the usual names. */
  Architecture architecture(int count, IntFunction<Layer> layer) {
    return new Architecture(
        Embedding.plain("model.embed_tokens.weight", hidden),
        Modules.layers(count, layer),
        Optional.of(norm("model.norm")),
        Head.plain(linear("lm_head", hidden, vocabulary, Bias.NONE), tying));
  }

  /** All of a model. */
  ModelConfig config(ConfigKeys keys, String family, Architecture architecture) {
    return Configs.of(keys, family, hidden, architecture);
  }
}
