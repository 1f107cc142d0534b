package io.quantgrid.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.model.Loader.Part;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Keys and weight names that Llama and the families derived from it have in common. */
final class LlamaLayout {
  private static final String HEAD = "lm_head.weight";
  private static final String EMBEDDING = "model.embed_tokens.weight";

  static final Outside OUTSIDE = new Outside(EMBEDDING, "model.norm.weight", HEAD);

  private LlamaLayout() {}

  static ModelConfig read(
      ConfigKeys keys, String family, int heads, int kvHeads, OptionalInt window) {
    keys.only("hidden_act", "silu");
    keys.only("mlp_bias", "false");
    keys.only("partial_rotary_factor", "1.0");
    int hidden = keys.count("hidden_size");
    int headDim = headDim(keys, hidden, heads);
    if (heads % kvHeads != 0) {
      keys.problem("num_key_value_heads", "expected a divisor of num_attention_heads, " + heads);
    }
    checkLayerTypes(keys, window);
    OptionalInt maxLength = maxLength(keys);
    return new ModelConfig(
        family,
        hidden,
        keys.count("num_hidden_layers"),
        heads,
        kvHeads,
        headDim,
        keys.count("intermediate_size"),
        keys.count("vocab_size"),
        maxLength,
        keys.positive("rms_norm_eps", 1e-6),
        RopeKeys.theta(keys, 10_000),
        RopeKeys.scaling(keys, maxLength),
        window,
        keys.flag("tie_word_embeddings", false),
        keys.optionalId("bos_token_id"),
        keys.ids("eos_token_id"),
        storedType(keys));
  }

  private static int headDim(ConfigKeys keys, int hidden, int heads) {
    if (!keys.has("head_dim") && hidden % heads != 0 && keys.has("hidden_size")) {
      keys.problem("hidden_size", "expected a multiple of num_attention_heads, " + heads);
      return 2;
    }
    int headDim = keys.count("head_dim", Math.max(1, hidden / heads));
    if (headDim % 2 != 0) {
      keys.problem(
          keys.has("head_dim") ? "head_dim" : "hidden_size",
          "expected an even width of each head, not " + headDim);
    }
    return headDim;
  }

  private static void checkLayerTypes(ConfigKeys keys, OptionalInt window) {
    String expected = window.isPresent() ? "sliding_attention" : "full_attention";
    for (JsonNode type : keys.value("layer_types")) {
      if (!type.asText().equals(expected)) {
        keys.problem("layer_types", "expected " + expected + " in every layer");
        return;
      }
    }
  }

  private static OptionalInt maxLength(ConfigKeys keys) {
    for (String key : List.of("n_positions", "max_position_embeddings", "n_ctx")) {
      if (keys.has(key)) {
        return keys.optionalCount(key);
      }
    }
    return OptionalInt.empty();
  }

  private static DType storedType(ConfigKeys keys) {
    String key = keys.has("dtype") ? "dtype" : "torch_dtype";
    return switch (keys.text(key).orElse("float32").replace("torch.", "")) {
      case "float32", "float" -> DType.FLOAT32;
      case "bfloat16" -> DType.BFLOAT16;
      case "float16", "half" -> DType.FLOAT16;
      default -> {
        keys.problem(key, "expected float32, bfloat16 or float16");
        yield DType.FLOAT32;
      }
    };
  }

  static List<Block> blocks(ModelConfig config) {
    return IntStream.range(0, config.layers()).mapToObj(layer -> block(config, layer)).toList();
  }

  private static Block block(ModelConfig config, int layer) {
    String prefix = "model.layers." + layer + ".";
    List<String> qkv =
        List.of(
            prefix + "self_attn.q_proj.weight",
            prefix + "self_attn.k_proj.weight",
            prefix + "self_attn.v_proj.weight");
    String out = prefix + "self_attn.o_proj.weight";
    List<String> gateUp = List.of(prefix + "mlp.gate_proj.weight", prefix + "mlp.up_proj.weight");
    String down = prefix + "mlp.down_proj.weight";
    String attentionNorm = prefix + "input_layernorm.weight";
    String mlpNorm = prefix + "post_attention_layernorm.weight";
    int hidden = config.hidden();
    int group = config.heads() / config.kvHeads();
    return new Block(
        layer,
        List.of(qkv, List.of(out), gateUp, List.of(down)),
        List.of(attentionNorm, mlpNorm),
        List.of(
            new Smoothing(attentionNorm, Smoothing.Kind.NORM, qkv, hidden, 1),
            new Smoothing(qkv.get(2), Smoothing.Kind.HEADS, List.of(out), config.headDim(), group),
            new Smoothing(mlpNorm, Smoothing.Kind.NORM, gateUp, hidden, 1),
            new Smoothing(
                gateUp.get(1), Smoothing.Kind.LINEAR, List.of(down), config.intermediate(), 1)),
        List.of(out, down));
  }

  static CausalModel load(ModelConfig config, Loader loader) {
    Tensor embedding = loader.matrix(config.hidden(), new Part(EMBEDDING, config.vocabulary()));
    List<DecoderLayer> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(layer(config, loader, layer));
    }
    RmsNorm norm = norm(config, loader, OUTSIDE.norm());
    // A file that ties the head may still hold it, and one that does not say so may leave it out.
    boolean tied = config.tiedEmbeddings() || !loader.has(HEAD);
    Linear head =
        tied
            ? new Linear.Floating(loader.engine(), embedding, Optional.empty())
            : loader.head(config.hidden(), new Part(HEAD, config.vocabulary()));
    return new Decoder(config, loader, embedding, layers, norm, head);
  }

  static BlockwiseModel blockwise(
      ModelConfig config, Engine engine, WeightSource outside, Computation computation) {
    return new BlockwiseDecoder(
        config, engine, outside, computation, (loader, layer) -> layer(config, loader, layer));
  }

  private static DecoderLayer layer(ModelConfig config, Loader loader, int layer) {
    String prefix = "model.layers." + layer + ".";
    Engine engine = loader.engine();
    int q = Math.multiplyExact(config.heads(), config.headDim());
    int kv = config.kvHeads() * config.headDim();
    Linear qkv =
        loader.linear(
            config.hidden(),
            new Part(prefix + "self_attn.q_proj.weight", q),
            new Part(prefix + "self_attn.k_proj.weight", kv),
            new Part(prefix + "self_attn.v_proj.weight", kv));
    Linear out = loader.linear(q, new Part(prefix + "self_attn.o_proj.weight", config.hidden()));
    Linear gateUp =
        loader.linear(
            config.hidden(),
            new Part(prefix + "mlp.gate_proj.weight", config.intermediate()),
            new Part(prefix + "mlp.up_proj.weight", config.intermediate()));
    Linear down =
        loader.linear(
            config.intermediate(), new Part(prefix + "mlp.down_proj.weight", config.hidden()));
    return new DecoderLayer(
        engine,
        norm(config, loader, prefix + "input_layernorm.weight"),
        new Attention(
            engine, qkv, out, config.heads(), config.kvHeads(), config.headDim(), loader.kv()),
        norm(config, loader, prefix + "post_attention_layernorm.weight"),
        new GatedMlp(engine, gateUp, down));
  }

  private static RmsNorm norm(ModelConfig config, Loader loader, String name) {
    return new RmsNorm(loader.engine(), loader.vector(name, config.hidden()), config.rmsNormEps());
  }
}
