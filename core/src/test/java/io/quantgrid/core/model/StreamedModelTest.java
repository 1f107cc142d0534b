package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("try") // scopes are there to be closed
class StreamedModelTest {
  private static final Engine ENGINE = Engines.named("torch");

  @TempDir private Path scratch;

  private static int[] tokens(int length, int from) {
    return IntStream.range(0, length).map(i -> (from + 37 * i) % 90).toArray();
  }

  /** Rows of several lengths, rows with branches, one row alone. */
  private static List<TokenBatch> batches() {
    return List.of(
        TokenBatch.causal(List.of(tokens(24, 1), tokens(9, 5), tokens(1, 7))),
        TokenBatch.packed(
            List.of(
                new TokenBatch.Packed(tokens(11, 3), List.of(tokens(3, 8), tokens(5, 2))),
                new TokenBatch.Packed(tokens(7, 4), List.of(tokens(1, 9))))),
        TokenBatch.causal(List.of(tokens(17, 11))));
  }

  private static Computation computation(DType dtype, String kv) {
    Optional<KvScheme> scheme =
        kv.equals("none") ? Optional.empty() : Optional.of(KvScheme.parse(kv));
    return new Computation(dtype, Optional.empty(), scheme, name -> true, Compute.NATIVE);
  }

  private CausalModel streamed(
      ModelConfig config, WeightSource weights, Computation computation, ReadAhead ahead) {
    return Models.streamed(ENGINE, config, weights, computation, ahead, scratch);
  }

  /** Hidden states and logits of the last tokens, batch after batch. */
  private static List<float[]> scores(CausalModel model) {
    List<float[]> found = new ArrayList<>();
    model.hidden(
        batches(),
        (batch, hidden, logits) -> {
          assertThat(batch).isEqualTo(found.size() / 2);
          found.add(ENGINE.toFloats(hidden));
          Tensor last = ENGINE.narrow(hidden, 1, hidden.size(1) - 1, 1);
          found.add(
              ENGINE.toFloats(logits.apply(ENGINE.reshape(last, hidden.size(0), hidden.size(-1)))));
        });
    return found;
  }

  /** Greedy continuations with a cache. */
  private static List<float[]> generated(CausalModel model) {
    List<float[]> found = new ArrayList<>();
    try (KvCache cache = model.cache(2, 16)) {
      TokenBatch batch = TokenBatch.prefill(List.of(tokens(9, 1), tokens(4, 5)));
      for (int step = 0; step < 4; step++) {
        try (Scope scope = ENGINE.scope()) {
          Tensor hidden = model.hidden(batch, cache);
          Tensor last = ENGINE.narrow(hidden, 1, batch.width() - 1L, 1);
          Tensor logits = model.logits(ENGINE.reshape(last, 2, hidden.size(-1)));
          found.add(ENGINE.toFloats(logits));
          long[] next = ENGINE.toLongs(ENGINE.argmax(logits));
          batch = TokenBatch.step(new int[] {(int) next[0], (int) next[1]});
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({
    "llama2, FLOAT32, none, ONE_PART",
    "llama3, BFLOAT16, none, NONE",
    "mistral, FLOAT32, none, ONE_PART",
    "llama-yarn, FLOAT32, int8/token/asym, ONE_PART"
  })
  void a_streamed_model_computes_what_a_resident_one_does_bit_for_bit(
      String family, DType dtype, String kv, ReadAhead ahead) {
    Computation computation = computation(dtype, kv);
    try (Checkpoint checkpoint = Models.open(GoldenModel.folder(family))) {
      ModelConfig config = Models.config(checkpoint.config(), "config.json");
      CheckpointWeights weights = new CheckpointWeights(ENGINE, checkpoint);
      try (CausalModel resident = Models.load(ENGINE, config, weights, computation);
          CausalModel streamed = streamed(config, weights, computation, ahead)) {
        assertThat(scores(streamed)).usingRecursiveComparison().isEqualTo(scores(resident));
        assertThat(generated(streamed)).usingRecursiveComparison().isEqualTo(generated(resident));
        assertThat(streamed.compute()).isEqualTo(resident.compute());
        assertThat(streamed.bytes()).isLessThan(resident.bytes() / 10);
      }
    }
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void parts_are_freed_whether_a_run_ends_well_or_not() {
    long before = ENGINE.allocatedBytes();
    try (Checkpoint checkpoint = Models.open(GoldenModel.folder("llama3"))) {
      ModelConfig config = Models.config(checkpoint.config(), "config.json");
      CheckpointWeights weights = new CheckpointWeights(ENGINE, checkpoint);
      Computation computation = computation(DType.FLOAT32, "none");
      long layer = 0;
      for (String name : Models.blocks(config).get(0).names()) {
        layer += checkpoint.tensor(name).size();
      }
      try (CausalModel model = streamed(config, weights, computation, ReadAhead.NONE)) {
        scores(model); // makes tables of rotations that stay
        long kept = ENGINE.allocatedBytes() - before;
        assertThat(kept).isLessThan(layer);
        assertThatThrownBy(
                () ->
                    model.hidden(
                        batches(),
                        (batch, hidden, logits) -> {
                          throw new IllegalStateException("read enough");
                        }))
            .hasMessage("read enough");
        assertThat(ENGINE.allocatedBytes() - before).isEqualTo(kept);
      }
    }
    assertThat(ENGINE.allocatedBytes()).isEqualTo(before);
    assertThat(scratch).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({"ONE_PART", "NONE"})
  void a_layer_that_cannot_be_loaded_ends_the_run_and_leaves_nothing(ReadAhead ahead) {
    long before = ENGINE.allocatedBytes();
    try (Checkpoint checkpoint = Models.open(GoldenModel.folder("llama3"))) {
      ModelConfig config = Models.config(checkpoint.config(), "config.json");
      CheckpointWeights all = new CheckpointWeights(ENGINE, checkpoint);
      WeightSource lacking =
          new WeightSource() {
            @Override
            public boolean has(String name) {
              return all.has(name);
            }

            @Override
            public Tensor weight(String name, DType dtype) {
              if (name.startsWith("model.layers.1.mlp.down")) {
                throw new ModelException("Cannot load weight: " + name);
              }
              return all.weight(name, dtype);
            }
          };
      try (CausalModel model =
          streamed(config, lacking, computation(DType.FLOAT32, "none"), ahead)) {
        assertThatThrownBy(() -> scores(model))
            .isInstanceOf(ModelException.class)
            .hasMessageStartingWith("Cannot load weight: model.layers.1.mlp.down");
      }
    }
    assertThat(ENGINE.allocatedBytes()).isEqualTo(before);
  }
}
