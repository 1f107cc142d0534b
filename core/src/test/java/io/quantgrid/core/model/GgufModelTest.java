package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.Safetensors;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // scopes are there to be closed
class GgufModelTest {
  private static final int ROWS = 2;
  private static final int TOKENS = 24;

  /** The same model in float64 differs from the reference by 2.6e-6. */
  private static final float SUMMATION_ORDER = 1e-4f;

  @Test
  void a_file_of_fifteen_types_computes_the_logits_of_the_reference() throws Exception {
    Engine engine = Engines.named("torch");
    try (Checkpoint checkpoint = Checkpoint.open(file("tiny-llama.gguf"));
        Safetensors golden = Safetensors.open(file("tiny-llama.logits.safetensors"));
        Scope scope = engine.scope()) {
      ModelConfig config = Models.config(checkpoint.config(), "config.json");
      CausalModel model =
          Models.load(
              engine,
              config,
              new CheckpointWeights(engine, checkpoint),
              Computation.in(DType.FLOAT32));
      float[] logits =
          engine.toFloats(
              model.logits(
                  engine.reshape(
                      model.hidden(TokenBatch.causal(List.of(ids(golden.tensor("input_ids"))))),
                      ROWS * TOKENS,
                      config.hidden())));
      ByteBuffer expected = golden.tensor("logits").bytes().get(0);
      assertThat(logits).hasSize(expected.remaining() / Float.BYTES);
      for (int i = 0; i < logits.length; i++) {
        assertThat(logits[i]).isCloseTo(expected.getFloat(), within(SUMMATION_ORDER));
      }
    }
  }

  private static int[][] ids(StoredTensor tensor) {
    int[][] rows = new int[ROWS][TOKENS];
    ByteBuffer bytes = tensor.bytes().get(0);
    for (int[] row : rows) {
      for (int i = 0; i < TOKENS; i++) {
        row[i] = bytes.getInt();
      }
    }
    return rows;
  }

  private static Path file(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(GgufModelTest.class.getResource("/gguf/" + name)).toURI());
  }
}
