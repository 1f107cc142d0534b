package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.Safetensors;
import io.quantgrid.core.checkpoint.TensorView;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden families as GGUF files compute what they do as folders. */
@SuppressWarnings("try") // scopes are there to be closed
class GgufFamiliesTest {
  private static final Engine ENGINE = Engines.named("torch");

  /** Files hold A of Mamba as -exp(A_log) in float32, and numbers of configurations in float32. */
  private static final double ROUNDING = 1e-5;

  @TempDir Path folder;

  /**
   * @param other what files do not say, and llama.cpp takes to be otherwise than the golden has it
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "bloom; {}",
        "cohere; {}",
        "falcon-7b; {}",
        "falcon-40b; {}",
        "gemma; {}",
        "gemma2; {'query_pre_attn_scalar': 16}",
        "gemma3-text; {'query_pre_attn_scalar': 16, 'num_hidden_layers': 6, 'layer_types': null}",
        "gpt-neox; {}",
        "gpt-neox-sequential; {}",
        "gpt2; {}",
        "granite; {}",
        "mamba; {}",
        "olmo2; {}",
        "phi; {}",
        "phi3; {}",
        "qwen2; {}",
        "qwen3; {}",
        "stablelm; {}",
        "starcoder2; {'sliding_window': null}"
      })
  void a_family_s_file_gives_the_logits_of_its_folder(String family, String other)
      throws IOException {
    JsonMapper mapper = JsonMapper.builder().build();
    Path golden = GoldenModel.folder(family);
    try (Checkpoint stored = Checkpoint.open(golden);
        Safetensors outputs = Safetensors.open(golden.resolve("golden.safetensors"))) {
      ObjectNode config = stored.config().deepCopy();
      config.setAll((ObjectNode) mapper.readTree(other.replace('\'', '"')));
      Checkpoint plain =
          stored.seen(layers(stored, config.path("num_hidden_layers").asInt()), config);
      long[] ids = StoredFloats.readLongs(outputs.tensor("input_ids"));
      String named = family.replace("-sequential", "");
      Path file = Files.write(folder.resolve("x.gguf"), GgufFamily.bytes(named, config, plain));
      try (Checkpoint gguf = Models.open(file)) {
        float[] expected = logits(plain, ids);
        assertThat(GoldenModel.distance(logits(gguf, ids), expected)).isLessThan(ROUNDING);
      }
    }
  }

  /** As many layers as the configuration has, the last again where there are fewer. */
  private static Map<String, TensorView> layers(Checkpoint stored, int count) {
    Map<String, TensorView> views = new TreeMap<>();
    stored.names().forEach(name -> views.put(name, TensorView.of(name)));
    for (int layer = 2; layer < count; layer++) {
      String prefix = "model.layers." + layer + ".";
      stored
          .names()
          .tailSet("model.layers.1.")
          .headSet("model.layers.2.")
          .forEach(name -> views.put(name.replace("model.layers.1.", prefix), TensorView.of(name)));
    }
    return views;
  }

  private static float[] logits(Checkpoint checkpoint, long[] ids) {
    ModelConfig config = Models.config(checkpoint.config(), "config.json");
    Checkpoint canonical = CanonicalTensors.of(checkpoint, config.architecture());
    int[] all = Arrays.stream(ids).mapToInt(id -> (int) id).toArray();
    int half = all.length / 2;
    try (Scope scope = ENGINE.scope();
        CausalModel model =
            Models.load(
                ENGINE,
                config,
                new CheckpointWeights(ENGINE, canonical),
                Computation.in(DType.FLOAT32))) {
      TokenBatch batch =
          TokenBatch.causal(
              List.of(Arrays.copyOf(all, half), Arrays.copyOfRange(all, half, all.length)));
      return ENGINE.toFloats(
          model.logits(ENGINE.reshape(model.hidden(batch), all.length, config.hidden())));
    }
  }
}
