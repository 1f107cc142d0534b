package io.quantgrid.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.GgufBuilder;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.ggml.GgmlType;
import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * A golden family as the GGUF file that llama.cpp's {@code convert_hf_to_gguf.py} makes of it:
 * which keys it writes, which rows it moves, what it does to values. Names are those of gguf-py's
 * table ({@code names.tsv}).
 */
final class GgufFamily {
  private final String architecture;
  private final JsonNode config;
  private final Map<String, String> names = new HashMap<>();
  private final GgufBuilder out = new GgufBuilder();
  private final int hidden;
  private final int heads;
  private final int kvHeads;

  /**
   * @param family by whose names the table calls it
   */
  private GgufFamily(String family, JsonNode config) throws IOException {
    this.config = config;
    String found = "";
    try (InputStream in = GgufFamily.class.getResourceAsStream("/gguf/names.tsv")) {
      String table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : table.lines().toList()) {
        String[] row = line.split("\t", -1);
        if (row[0].equals(family)) {
          found = row[1];
          names.put(row[3], row[2]);
        }
      }
    }
    this.architecture = found;
    this.hidden = whole("hidden_size", "n_embd");
    this.heads = architecture.equals("mamba") ? 0 : whole("num_attention_heads", "n_head");
    this.kvHeads =
        switch (architecture) {
          case "falcon" ->
              config.path("new_decoder_architecture").asBoolean() ? whole("num_kv_heads") : 1;
          default -> config.path("num_key_value_heads").asInt(heads);
        };
  }

  /** The file's bytes. */
  static byte[] bytes(String family, JsonNode config, Checkpoint checkpoint) throws IOException {
    GgufFamily file = new GgufFamily(family, config);
    file.metadata();
    for (String name : checkpoint.names()) {
      file.tensor(checkpoint.tensor(name));
    }
    return file.out.build();
  }

  private int whole(String... keys) {
    return List.of(keys).stream()
        .filter(config::hasNonNull)
        .findFirst()
        .map(config::get)
        .orElseThrow()
        .intValue();
  }

  private float real(String key) {
    return (float) config.required(key).doubleValue();
  }

  private int headDim() {
    return hidden / heads;
  }

  private void put(String key, int value) {
    out.whole(architecture + "." + key, value);
  }

  private void put(String key, float value) {
    out.real(architecture + "." + key, value);
  }

  private void metadata() {
    out.text("general.architecture", architecture);
    put("embedding_length", hidden);
    put("block_count", whole("num_hidden_layers", "n_layer"));
    switch (architecture) {
      case "mamba" -> mamba();
      case "bloom" -> {
        put("context_length", hidden);
        put("feed_forward_length", 4 * hidden);
        attention("layer_norm_epsilon");
      }
      case "gpt2" -> {
        put("context_length", whole("n_positions"));
        put("feed_forward_length", whole("n_inner"));
        put("attention.head_count", heads);
        put("attention.layer_norm_epsilon", real("layer_norm_epsilon"));
      }
      case "falcon" -> {
        put("context_length", 2048);
        out.text("falcon.tensor_data_layout", "jploski");
        put("feed_forward_length", whole("ffn_hidden_size"));
        attention("layer_norm_epsilon");
      }
      case "gptneox" -> {
        lengths();
        put("rope.dimension_count", (int) (real("rotary_pct") * headDim()));
        put("attention.head_count", heads);
        out.flag("gptneox.use_parallel_residual", config.get("use_parallel_residual").asBoolean());
        put("attention.layer_norm_epsilon", real("layer_norm_eps"));
      }
      case "phi2" -> {
        lengths();
        put("rope.dimension_count", (int) (real("partial_rotary_factor") * hidden) / heads);
        attention("layer_norm_eps");
        out.flag("tokenizer.ggml.add_bos_token", false);
      }
      case "stablelm" -> {
        lengths();
        put("rope.dimension_count", (int) (real("partial_rotary_factor") * headDim()));
        out.flag("stablelm.use_parallel_residual", config.get("use_parallel_residual").asBoolean());
        attention("layer_norm_eps");
      }
      default -> {
        lengths();
        put("rope.freq_base", real("rope_theta"));
        attention(
            List.of("rms_norm_eps", "layer_norm_eps", "norm_epsilon").stream()
                .filter(config::has)
                .findFirst()
                .orElseThrow());
        if (config.hasNonNull("head_dim")) {
          put("attention.key_length", whole("head_dim"));
          put("attention.value_length", whole("head_dim"));
        }
        more();
      }
    }
  }

  private void lengths() {
    put("context_length", whole("max_position_embeddings"));
    put("feed_forward_length", whole("intermediate_size"));
  }

  private void attention(String eps) {
    put("attention.head_count", heads);
    put("attention.head_count_kv", kvHeads);
    put("attention.layer_norm_" + (eps.contains("rms") ? "rms_" : "") + "epsilon", real(eps));
  }

  private void mamba() {
    put("context_length", 1 << 20);
    put("feed_forward_length", 0);
    put("attention.head_count", 0);
    put("ssm.conv_kernel", whole("conv_kernel"));
    put("ssm.inner_size", whole("intermediate_size"));
    put("ssm.state_size", whole("state_size"));
    put("ssm.time_step_rank", whole("time_step_rank"));
    put("attention.layer_norm_rms_epsilon", real("layer_norm_epsilon"));
    out.flag("mamba.ssm.dt_b_c_rms", false);
  }

  /** What those whose other keys are as usual have besides. */
  private void more() {
    switch (architecture) {
      case "command-r" -> {
        put("logit_scale", real("logit_scale"));
        out.text("command-r.rope.scaling.type", "none");
      }
      case "gemma2" -> {
        put("attn_logit_softcapping", real("attn_logit_softcapping"));
        put("final_logit_softcapping", real("final_logit_softcapping"));
        put("attention.sliding_window", whole("sliding_window"));
      }
      case "gemma3" -> {
        put("attention.sliding_window", whole("sliding_window"));
        out.text("gemma3.rope.scaling.type", "linear");
        put("rope.scaling.factor", (float) config.at("/rope_scaling/factor").doubleValue());
      }
      case "granite" -> {
        put("attention.scale", real("attention_multiplier"));
        put("embedding_scale", real("embedding_multiplier"));
        put("residual_scale", real("residual_multiplier"));
        put("logit_scale", real("logits_scaling"));
      }
      case "phi3" -> {
        put("rope.dimension_count", headDim());
        put("rope.scaling.original_context_length", whole("original_max_position_embeddings"));
        put("attention.sliding_window", whole("sliding_window"));
      }
      default -> {} // nothing
    }
  }

  private void tensor(StoredTensor tensor) {
    String number = tensor.name().replaceFirst("^.*?\\.(\\d+)\\..*$", "$1");
    boolean inBlock = !number.equals(tensor.name());
    String known = inBlock ? tensor.name().replaceFirst("\\.\\d+\\.", ".0.") : tensor.name();
    String name = names.get(known);
    if (name == null) {
      throw new IllegalStateException(tensor.name() + " of " + architecture + " has no name");
    }
    name = inBlock ? name.replace("blk.0.", "blk." + number + ".") : name;
    write(name, tensor);
    boolean repeated = architecture.equals("gpt2") || architecture.equals("bloom");
    if (repeated && name.equals("token_embd.weight")) {
      write("output.weight", tensor);
    }
  }

  /** Matrices as they are stored, but those whose values change; all else in float32. */
  private void write(String name, StoredTensor tensor) {
    long[] shape = tensor.shape();
    float[] values = StoredFloats.read(tensor);
    boolean changed = false;
    if (architecture.startsWith("gemma") && name.endsWith("norm.weight")) {
      for (int i = 0; i < values.length; i++) {
        values[i] += 1;
      }
    } else if (name.endsWith(".ssm_a")) {
      changed = true;
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) -Math.exp(values[i]);
      }
    } else if (name.endsWith("ssm_conv1d.weight")) {
      changed = true;
      shape = new long[] {shape[0], shape[2]};
    }
    boolean transposed =
        architecture.equals("gpt2") && shape.length == 2 && name.startsWith("blk.");
    if (transposed) {
      values = transposed(values, (int) shape[0], (int) shape[1]);
      shape = new long[] {shape[1], shape[0]};
    }
    int rows = (int) shape[0];
    values = moved(values, rows, order(name, rows));
    boolean matrix = shape.length == 2 && !changed && tensor.dtype() == DType.BFLOAT16;
    out.tensor(
        name,
        matrix ? GgmlType.BF16 : GgmlType.F32,
        StoredFloats.write(values, matrix ? Bfloat16.TYPE : Float32.TYPE),
        shape);
  }

  /** For each row of the file, that of transformers. */
  private IntUnaryOperator order(String name, int rows) {
    if (name.contains("attn_qkv") && !List.of("gpt2", "phi3").contains(architecture)) {
      return grouped(rows);
    }
    if (architecture.equals("granite") && name.endsWith("attn_q.weight")) {
      return paired(rows / heads);
    }
    if (architecture.equals("granite") && name.endsWith("attn_k.weight")) {
      return paired(rows / kvHeads);
    }
    return IntUnaryOperator.identity();
  }

  /** All queries, all keys, all values, from the queries, key and value of each group. */
  private IntUnaryOperator grouped(int rows) {
    int queries = heads / kvHeads;
    int head = rows / (kvHeads * (queries + 2));
    return row -> {
      int which = row / head;
      boolean query = which < heads;
      int group = query ? which / queries : (which - heads) % kvHeads;
      int part = query ? which % queries : queries + (which - heads) / kvHeads;
      return (group * (queries + 2) + part) * head + row % head;
    };
  }

  /** The two of a turned pair beside one another, from half a head apart. */
  private static IntUnaryOperator paired(int head) {
    return row -> row / head * head + row % 2 * (head / 2) + row % head / 2;
  }

  private static float[] moved(float[] values, int rows, IntUnaryOperator order) {
    int columns = values.length / rows;
    float[] out = new float[values.length];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, order.applyAsInt(row) * columns, out, row * columns, columns);
    }
    return out;
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] out = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i % columns * rows + i / columns] = values[i];
    }
    return out;
  }
}
