package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.CheckpointWeights;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole variants beside those of llm-compressor 0.11, made with the same texts. */
@SuppressWarnings("try") // scopes free what is made while they are open
class TransformedVariantTest {
  /** What may be lost against the reference. */
  private static final double NO_WORSE = 1.05;

  private static final Engine ENGINE = Engines.named("torch");
  private static final Path BASE = GoldenCheckpoint.FOLDER.resolve("base");

  @TempDir private Path folder;

  private static float[] logits(Path folder, Computation computation) {
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        CausalModel model =
            Models.load(
                ENGINE,
                Models.config(checkpoint.config(), "config.json"),
                checkpoint.config().has("quantization_config")
                    ? new VariantWeights(ENGINE, checkpoint)
                    : new CheckpointWeights(ENGINE, checkpoint),
                computation);
        Scope scope = ENGINE.scope()) {
      Tensor hidden = model.hidden(TokenBatch.causal(GoldenCheckpoint.texts("heldout_ids")));
      long rows = hidden.elements() / hidden.size(-1);
      return ENGINE.toFloats(model.logits(ENGINE.reshape(hidden, rows, hidden.size(-1))));
    }
  }

  /**
   * Divergence on held-out texts, and mean over the layers of the relative squared error of
   * outputs, from the reference's report. Its errors include those of rounded inputs. The last one
   * is beside its GPTQ alone.
   */
  @ParameterizedTest
  @CsvSource({
    "awq(clip=false) > rtn, w4a16, 0.31836, 0.03059",
    "awq > rtn, w4a16, 0.31836, 0.03059",
    "'awq(clip=false, error=block) > rtn', w4a16, 0.31836, 0.03059",
    "'awq(clip=false, error=block) > rtn', w4a16_asym, 0.16910, 0.01759",
    "awq > rtn, w4a16_asym, 0.16910, 0.01759",
    "smoothquant(statistic=range) > rtn, w8a8-int, 0.00453, 0.00041",
    "smoothquant(statistic=range) > gptq, w8a8-int, 0.00266, 0.00023",
    "rotate > awq > gptq, w4a16, 0.09633, 0.01039"
  })
  void variants_lose_no_more_than_the_references(
      String method, String name, double divergence, double error) {
    Format format = FormatParser.parse(name);
    List<LayerStatistics> layers = new ArrayList<>();
    CalibrationSet texts =
        new CalibrationSet(GoldenCheckpoint.texts("calib_ids"), CalibrationSet.States.QUANTIZED);
    Quantizer.write(
        new QuantizationJob(
            BASE, format, RecipeParser.parse(method), Optional.of(texts), ENGINE, DType.FLOAT32),
        folder,
        layers::add);
    double relative =
        layers.stream()
            .mapToDouble(layer -> Math.pow(10, -layer.found().outputSnr().orElseThrow() / 10))
            .average()
            .orElseThrow();
    Computation computation =
        new Computation(
            DType.FLOAT32, format.activations(), format.kv(), weight -> true, Compute.SIMULATED);
    double found =
        TransformedModel.divergence(
            logits(BASE, Computation.in(DType.FLOAT32)), logits(folder, computation), 2048);
    assertThat(layers).hasSize(14);
    assertThat(found).isLessThan(NO_WORSE * divergence);
    assertThat(relative).isLessThan(NO_WORSE * error);
  }
}
