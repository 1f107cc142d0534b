package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.model.architecture.HeadStateSpace;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.model.architecture.Part;
import io.quantgrid.core.model.architecture.SelectiveStateSpace;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that keep a state instead of keys and values. */
class StateSpaceTest {
  /** Products of another shape are summed in another order. */
  private static final double OTHER_SHAPE = 2e-5;

  /** Such a sum may move an entry of a state over the edge of its step; an 8-bit step is small. */
  private static final double FLIPPED_ROUNDING = 0.02;

  /** Eight bits of mantissa over two layers, the stream included, and logits of up to 5. */
  private static final double BFLOAT16 = 0.2;

  private static GoldenModel load(String family, Optional<String> kv) {
    return new GoldenModel(family, DType.FLOAT32, Optional.empty(), kv.map(KvScheme::parse));
  }

  /** Logits of a text that comes in pieces of those lengths, each token's once. */
  private static float[] inPieces(GoldenModel golden, int[] text, int... lengths) {
    float[] all = new float[text.length * golden.vocabulary()];
    try (KvCache cache = golden.model.cache(1, text.length)) {
      int at = 0;
      for (int length : lengths) {
        int[] piece = Arrays.copyOfRange(text, at, at + length);
        float[] logits = golden.logits(TokenBatch.causal(List.of(piece)), cache);
        System.arraycopy(logits, 0, all, at * golden.vocabulary(), logits.length);
        at += length;
      }
      assertThat(at).isEqualTo(text.length);
      assertThat(cache.tokens(0)).isEqualTo(text.length);
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"mamba,", "mamba2,", "mamba,int8/token/asym", "mamba2,int8/group8/sym"})
  void a_text_gives_the_same_at_once_in_chunks_and_token_by_token(String family, String kv) {
    double most = kv == null ? OTHER_SHAPE : FLIPPED_ROUNDING;
    int[] single = new int[GoldenModel.TOKENS];
    Arrays.fill(single, 1);
    try (GoldenModel golden = load(family, Optional.ofNullable(kv))) {
      int[] text = golden.inputs[0];
      float[] whole = golden.logits(TokenBatch.causal(List.of(text)));
      assertThat(GoldenModel.distance(whole, inPieces(golden, text, 7, 1, 2, 14))).isLessThan(most);
      assertThat(GoldenModel.distance(whole, inPieces(golden, text, single))).isLessThan(most);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mamba", "mamba2"})
  void states_in_eight_bits_move_logits_a_little_and_in_two_bits_much(String family) {
    double eight = moved(family, "int8/token/asym");
    double two = moved(family, "int2/token/asym");
    assertThat(eight).isBetween(1e-4, 0.2);
    assertThat(two).isGreaterThan(10 * eight);
    assertThat(moved(family, "mxfp8_e4m3")).isBetween(1e-3, two);
  }

  private static double moved(String family, String kv) {
    try (GoldenModel golden = load(family, Optional.of(kv))) {
      float[] logits = golden.logits(TokenBatch.causal(List.of(golden.inputs)));
      assertThat(logits).doesNotContain(Float.NaN);
      assertThat(golden.model.compute()).isEqualTo(Compute.SIMULATED);
      return GoldenModel.distance(logits, golden.logits);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mamba", "mamba2"})
  void a_scheme_of_keys_and_values_is_refused(String family) {
    assertThatThrownBy(() -> load(family, Optional.of("int2/kivi")).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("int2/kivi")
        .hasMessageContaining("expected one scheme, as int8/token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mamba", "mamba2"})
  void bfloat16_computes_what_float32_does_to_its_precision(String family) {
    try (GoldenModel golden =
        new GoldenModel(family, DType.BFLOAT16, Optional.empty(), Optional.empty())) {
      float[] logits = golden.logits(TokenBatch.causal(List.of(golden.inputs)));
      assertThat(GoldenModel.distance(logits, golden.logits)).isBetween(1e-3, BFLOAT16);
      int[] text = golden.inputs[0];
      float[] whole = golden.logits(TokenBatch.causal(List.of(text)));
      assertThat(GoldenModel.distance(whole, inPieces(golden, text, 5, 19))).isLessThan(BFLOAT16);
    }
  }

  @Test
  void a_run_that_fails_leaves_the_cache_as_it_was() {
    try (GoldenModel golden = load("mamba2", Optional.empty())) {
      int[] text = golden.inputs[0];
      TokenBatch whole = TokenBatch.causal(List.of(text));
      try (KvCache cache = golden.model.cache(1, text.length)) {
        DecoderCache own = (DecoderCache) cache;
        golden.logits(TokenBatch.causal(List.of(Arrays.copyOf(text, 10))), cache);
        float[] before = own.states(1).states().of(0).clone();
        own.states(1).states().leave(0, new float[before.length]); // and then nothing comes of it
        assertThat(own.states(1).states().of(0)).isEqualTo(before);
        assertThat(
                GoldenModel.distance(
                    golden.logits(
                        TokenBatch.causal(List.of(Arrays.copyOfRange(text, 10, 24))), cache),
                    Arrays.copyOfRange(
                        golden.logits(whole), 10 * golden.vocabulary(), 24 * golden.vocabulary())))
            .isLessThan(OTHER_SHAPE);
      }
    }
  }

  private static ObjectNode config(String family) {
    try (Checkpoint checkpoint = Checkpoint.open(GoldenModel.folder(family))) {
      return checkpoint.config().deepCopy();
    }
  }

  private static Part part(ObjectNode json) {
    ModelConfig config = Models.config(json, "config.json");
    return config.architecture().layers().get(0).branches().get(0).part();
  }

  @Test
  void limits_of_steps_may_be_infinite_and_are_read() {
    HeadStateSpace part = (HeadStateSpace) part(config("mamba2"));
    assertThat(part.steps().least()).isZero();
    assertThat(part.steps().most()).isInfinite();
    ObjectNode narrow = config("mamba2");
    narrow.putArray("time_step_limit").add(0.001).add(0.1);
    assertThat(((HeadStateSpace) part(narrow)).steps().most()).isEqualTo(0.1);
    narrow.putArray("time_step_limit").add(0.0).add("Infinity");
    assertThat(((HeadStateSpace) part(narrow)).steps().most()).isInfinite();
    narrow.remove("time_step_limit");
    assertThat(((HeadStateSpace) part(narrow)).steps().most()).isInfinite();
    narrow.putArray("time_step_limit").add(1).add(0.1);
    assertThatThrownBy(() -> part(narrow)).hasMessageContaining("time_step_limit is [1,0.1]");
  }

  @Test
  void keys_that_a_file_leaves_out_get_the_familys_defaults() {
    ObjectNode json = config("mamba");
    json.remove(List.of("intermediate_size", "expand", "state_size", "conv_kernel"));
    json.remove(List.of("use_conv_bias", "use_bias", "layer_norm_epsilon", "hidden_act"));
    json.put("time_step_rank", "auto");
    SelectiveStateSpace part = (SelectiveStateSpace) part(json);
    assertThat(part.inner()).isEqualTo(128);
    assertThat(part.rank()).isEqualTo(4);
    assertThat(part.state()).isEqualTo(16);
    assertThat(part.convolution().kernel()).isEqualTo(4);
    assertThat(part.convolution().bias()).isPresent();
    assertThat(part.in().biases()).isEmpty();
    assertThat(Models.config(json, "config.json").tiedEmbeddings()).isTrue();
    assertThat(Models.config(json, "config.json").maxLength()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "mamba,hidden_act,\"gelu\"",
    "mamba2,n_groups,2",
    "mamba2,rms_norm,false",
    "mamba2,num_heads,4",
    "mamba2,norm_before_gate,true",
    "mamba,expand,1e30"
  })
  void what_is_not_computed_is_refused_by_name(String family, String key, String value)
      throws IOException {
    ObjectNode json = config(family);
    json.set(key, new ObjectMapper().readTree(value));
    assertThatThrownBy(() -> part(json))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(key);
  }

  @Test
  void the_authors_name_of_the_embedding_is_known(@TempDir Path folder) throws IOException {
    Path stored = GoldenModel.folder("mamba");
    Files.copy(stored.resolve("config.json"), folder.resolve("config.json"));
    byte[] bytes = Files.readAllBytes(stored.resolve("model.safetensors"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String renamed =
        text.replace("\"backbone.embeddings.weight\"", "\"backbone.embedding.weight\" ");
    assertThat(renamed).isNotEqualTo(text);
    Files.write(folder.resolve("model.safetensors"), renamed.getBytes(StandardCharsets.ISO_8859_1));
    try (Checkpoint checkpoint = Models.open(folder);
        Checkpoint usual = Models.open(stored)) {
      assertThat(checkpoint.names()).isEqualTo(usual.names());
    }
  }
}
