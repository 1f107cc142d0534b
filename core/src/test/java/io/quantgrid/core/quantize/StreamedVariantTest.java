package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.ReadAhead;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variants that are computed layer by layer, in few bits where the resident ones are. */
class StreamedVariantTest {
  private static final Engine ENGINE = Engines.named("torch");

  @TempDir private Path folder;

  private static List<float[]> hidden(CausalModel model) {
    List<TokenBatch> batches = new ArrayList<>();
    for (int length : new int[] {24, 7}) {
      int[] text = IntStream.range(0, length).map(i -> 5 + 37 * i % 900).toArray();
      batches.add(TokenBatch.causal(List.of(text, text)));
    }
    List<float[]> found = new ArrayList<>();
    model.hidden(batches, (i, states, logits) -> found.add(ENGINE.toFloats(states)));
    return found;
  }

  @ParameterizedTest
  @CsvSource({"w4a16, NATIVE", "w8a8-int, NATIVE", "nvfp4a16, SIMULATED"})
  void a_variant_computes_the_same_layer_by_layer(String name, Compute expected) throws Exception {
    Format format = FormatParser.parse(name);
    Path variant = Files.createDirectory(folder.resolve("variant"));
    Quantizer.write(GoldenCheckpoint.FOLDER.resolve("base"), format, Recipe.rtn(), variant);
    try (Checkpoint checkpoint = Checkpoint.open(variant)) {
      ModelConfig config = Models.config(checkpoint.config(), "config.json");
      VariantWeights weights = new VariantWeights(ENGINE, checkpoint);
      Computation computation =
          new Computation(
              DType.FLOAT32, format.activations(), format.kv(), any -> true, Compute.NATIVE);
      try (CausalModel resident = Models.load(ENGINE, config, weights, computation);
          CausalModel streamed =
              Models.streamed(ENGINE, config, weights, computation, ReadAhead.ONE_PART, folder)) {
        assertThat(hidden(streamed)).usingRecursiveComparison().isEqualTo(hidden(resident));
        assertThat(resident.compute()).isEqualTo(expected);
        assertThat(streamed.compute()).isEqualTo(expected);
      }
    }
  }
}
