package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.LatentAttention;
import io.quantgrid.core.model.architecture.LatentAttention.QueryUp;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Position.Pairs;
import io.quantgrid.core.model.architecture.Position.Rotary;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.Projection.Output;
import io.quantgrid.core.model.family.LlamaLayout.Norms;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Keys and names of latent attention.
 *
 * @param names of what is Llama's
 * @param queryWidth of narrow queries, where they are
 * @param latent width of the vector of keys and values
 */
record LatentLayout(
    LlamaLayout names,
    OptionalInt queryWidth,
    int latent,
    int plain,
    int value,
    Rotary rotary,
    double scale,
    Bias bias) {
  /** Of the norms inside, whatever the file says of others. */
  private static final double INNER_EPS = 1e-6;

  static LatentLayout read(ConfigKeys keys) {
    int heads = keys.count("num_attention_heads");
    keys.only("num_key_value_heads", String.valueOf((double) heads));
    int plain = keys.count("qk_nope_head_dim");
    int turned = Configs.turned(keys, "qk_rope_head_dim", keys.count("qk_rope_head_dim"));
    LlamaLayout names =
        new LlamaLayout(
            keys.count("hidden_size"),
            heads,
            heads,
            plain + turned,
            keys.count("vocab_size"),
            keys.positive("rms_norm_eps", 1e-6),
            Modules.tying(keys, Tying.OWN),
            Norms.RMS);
    Rotary rotary =
        new Rotary(
            turned,
            keys.flag("rope_interleave", true) ? Pairs.ADJACENT : Pairs.HALVES,
            RopeKeys.theta(keys, 10_000),
            RopeKeys.scaling(keys, Configs.maxLength(keys), turned));
    return new LatentLayout(
        names,
        keys.optionalCount("q_lora_rank"),
        keys.count("kv_lora_rank"),
        plain,
        keys.count("v_head_dim"),
        rotary,
        RopeKeys.sharpening(keys) / Math.sqrt(plain + turned),
        Bias.of(keys, "attention_bias", Bias.NONE));
  }

  LatentAttention attention(int layer) {
    String prefix = LlamaLayout.prefix(layer) + "self_attn.";
    int heads = names.heads();
    int queries = Math.multiplyExact(heads, names.headDim());
    Output first =
        queryWidth.isPresent()
            ? Modules.output(prefix + "q_a_proj", queryWidth.getAsInt(), bias)
            : Output.of(prefix + "q_proj.weight", queries);
    Optional<QueryUp> up =
        queryWidth.isPresent()
            ? Optional.of(up(prefix, queryWidth.getAsInt(), queries))
            : Optional.empty();
    return new LatentAttention(
        Projection.of(
            names.hidden(),
            first,
            Modules.output(prefix + "kv_a_proj_with_mqa", latent + rotary.width(), bias)),
        up,
        norm(prefix + "kv_a_layernorm", latent),
        Projection.of(latent, Output.of(prefix + "kv_b_proj.weight", heads * (plain + value))),
        Modules.linear(prefix + "o_proj", heads * value, names.hidden(), bias),
        heads,
        plain,
        value,
        rotary,
        scale);
  }

  private static QueryUp up(String prefix, int width, int queries) {
    return new QueryUp(
        norm(prefix + "q_a_layernorm", width),
        Projection.of(width, Output.of(prefix + "q_b_proj.weight", queries)));
  }

  private static Norm norm(String name, int width) {
    return Norm.rms(name + ".weight", width, INNER_EPS);
  }
}
