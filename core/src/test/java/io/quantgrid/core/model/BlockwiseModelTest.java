package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("try") // scopes are there to be closed
class BlockwiseModelTest {
  private static final Engine ENGINE = Engines.named("torch");

  private static int[] tokens(int length, int from) {
    return IntStream.range(0, length).map(i -> (from + 37 * i) % 90).toArray();
  }

  private static TokenBatch batch(String kind) {
    return switch (kind) {
      case "causal" -> TokenBatch.causal(List.of(tokens(24, 1), tokens(24, 5)));
      case "right" -> TokenBatch.causal(List.of(tokens(24, 1), tokens(9, 5), tokens(1, 7)));
      default -> TokenBatch.prefill(List.of(tokens(24, 1), tokens(9, 5)));
    };
  }

  @ParameterizedTest
  @CsvSource({
    "llama3, FLOAT32, causal",
    "llama3, FLOAT32, right",
    "llama3, BFLOAT16, left",
    "llama2, FLOAT32, left",
    "mistral, FLOAT32, right",
    "llama-yarn, BFLOAT16, causal",
    "qwen2-moe, BFLOAT16, right",
    "deepseek-v3, FLOAT32, left",
    "gpt-oss, FLOAT32, right"
  })
  void blocks_one_after_the_other_are_the_model_bit_for_bit(
      String family, DType dtype, String kind) {
    TokenBatch batch = batch(kind);
    Computation computation = Computation.in(dtype);
    try (Checkpoint checkpoint = Models.open(GoldenModel.folder(family));
        Scope scope = ENGINE.scope()) {
      ModelConfig config = Models.config(checkpoint.config(), "config.json");
      CheckpointWeights weights = new CheckpointWeights(ENGINE, checkpoint);
      List<List<String>> seen = new ArrayList<>();
      Tensor hidden;
      try (BlockwiseModel model = Models.blockwise(ENGINE, config, weights, computation)) {
        hidden = model.embed(batch);
        assertThat(model.blocks()).isEqualTo(config.layers());
        for (int block = 0; block < model.blocks(); block++) {
          try (BlockwiseModel.LoadedBlock loaded =
              model.load(block, weights, Optional.of((names, input) -> seen.add(names)))) {
            hidden = loaded.apply(hidden, batch);
          }
        }
      }
      List<List<String>> all = Models.sharedInputs(config);
      List<List<String>> linears = seen.stream().filter(all::contains).toList();
      boolean routed = linears.size() < seen.size(); // then experts without tokens are not seen
      assertThat(linears).isEqualTo(routed ? all.stream().filter(linears::contains).toList() : all);
      Norm last = config.architecture().norm().orElseThrow();
      Tensor norm = weights.weight(last.weight(), dtype);
      float[] blockwise = ENGINE.toFloats(ENGINE.rmsNorm(hidden, norm, last.eps()));
      try (CausalModel whole = Models.load(ENGINE, config, weights, computation)) {
        assertThat(blockwise).isEqualTo(ENGINE.toFloats(whole.hidden(batch)));
      }
    }
  }

  @Test
  void a_model_in_blocks_leaves_no_memory_behind() {
    try (Checkpoint checkpoint = Models.open(GoldenModel.folder("llama3"))) {
      ModelConfig config = Models.config(checkpoint.config(), "config.json");
      CheckpointWeights weights = new CheckpointWeights(ENGINE, checkpoint);
      long before = ENGINE.allocatedBytes();
      try (BlockwiseModel model =
              Models.blockwise(ENGINE, config, weights, Computation.in(DType.FLOAT32));
          Scope scope = ENGINE.scope()) {
        model.embed(batch("causal"));
        long withTable = ENGINE.allocatedBytes();
        model.load(0, weights, Optional.empty()).close();
        long table = (long) config.vocabulary() * config.hidden() * Float.BYTES;
        assertThat(withTable - ENGINE.allocatedBytes()).isEqualTo(table);
      }
      assertThat(ENGINE.allocatedBytes()).isEqualTo(before);
    }
  }

  @Test
  void a_token_outside_the_vocabulary_is_refused() {
    try (Checkpoint checkpoint = Models.open(GoldenModel.folder("llama3"))) {
      ModelConfig config = Models.config(checkpoint.config(), "config.json");
      CheckpointWeights weights = new CheckpointWeights(ENGINE, checkpoint);
      TokenBatch batch = TokenBatch.causal(List.of(new int[] {config.vocabulary()}));
      try (BlockwiseModel model =
          Models.blockwise(ENGINE, config, weights, Computation.in(DType.FLOAT32))) {
        assertThatThrownBy(() -> model.embed(batch))
            .hasMessageStartingWith("Cannot embed token " + config.vocabulary());
      }
    }
  }
}
