package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.Safetensors;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variants compute what the reference computes from the library's checkpoints. */
@SuppressWarnings("try") // scopes free what is made while they are open
class QuantizedLogitsTest {
  /** Disturbing every layer's input by a relative 1e-6 moves these logits by at most 6e-5. */
  private static final double LOGITS = 1e-3;

  /**
   * Nats per token: with quantized inputs the same disturbance flips roundings, which moves single
   * logits by tenths and the distribution by at most this.
   */
  private static final double DIVERGENCE = 3e-3;

  private static final int VOCABULARY = 2048;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "W4A16, w4a16",
    "W4A16_ASYM, w4a16_asym",
    "W8A8, w8a8-int",
    "FP8_DYNAMIC, w8a8-fp",
    "NVFP4A16, nvfp4a16"
  })
  void logits_are_those_of_the_reference(String preset, String name) {
    Format format = FormatParser.parse(name);
    Path base = GoldenCheckpoint.FOLDER.resolve("base");
    Quantizer.write(base, format, Recipe.rtn(), folder);
    compare(preset, format, folder);
  }

  /** With the scales that the library found for inputs. */
  @Test
  void logits_under_static_scales_are_those_of_the_reference() {
    Format format = FormatParser.parse("nvfp4");
    Map<String, StaticScale> inputs = new HashMap<>();
    try (Checkpoint golden = GoldenCheckpoint.open("NVFP4", folder)) {
      VariantWeights weights = new VariantWeights(Engines.named("torch"), golden);
      for (String name : golden.names()) {
        String module = name.substring(0, name.lastIndexOf('.'));
        inputs.put(module, weights.inputScale(module + ".weight").orElseThrow());
      }
    }
    Path base = GoldenCheckpoint.FOLDER.resolve("base");
    Quantizer.write(
        new QuantizationJob(base, format, Recipe.rtn(), Engines.named("torch")),
        inputs,
        folder,
        layer -> {});
    compare("NVFP4", format, folder);
  }

  private static void compare(String preset, Format format, Path folder) {
    float[] expected = expected(preset);
    float[] actual = logits(folder, format, Compute.SIMULATED);
    if (format.activations().isEmpty()) {
      for (int i = 0; i < expected.length; i++) {
        assertThat(Math.abs(actual[i] - expected[i])).isLessThan((float) LOGITS);
      }
    }
    assertThat(divergence(expected, actual)).isLessThan(DIVERGENCE);
  }

  /** Of a variant from the reference's logits of a preset. */
  static double divergence(Path folder, Format format, String preset) {
    return divergence(expected(preset), logits(folder, format, Compute.SIMULATED));
  }

  private static float[] expected(String preset) {
    try (Safetensors logits =
        Safetensors.open(GoldenCheckpoint.FOLDER.resolve(preset + ".logits.safetensors"))) {
      return StoredFloats.read(logits.tensor("logits"));
    }
  }

  private static float[] logits(Path folder, Format format, Compute compute) {
    int[] ids;
    try (Safetensors inputs =
        Safetensors.open(GoldenCheckpoint.FOLDER.resolve("inputs.safetensors"))) {
      ids = StoredFloats.readIntegers(inputs.tensor("eval_ids"));
    }
    Engine engine = Engines.named("torch");
    try (Checkpoint variant = Checkpoint.open(folder);
        CausalModel model =
            Models.load(
                engine,
                Models.config(variant.config(), "config.json"),
                new VariantWeights(engine, variant),
                new Computation(
                    DType.FLOAT32, format.activations(), format.kv(), name -> true, compute));
        Scope scope = engine.scope()) {
      assertThat(model.compute()).isEqualTo(compute);
      int half = ids.length / 2;
      TokenBatch batch =
          TokenBatch.causal(
              List.of(Arrays.copyOf(ids, half), Arrays.copyOfRange(ids, half, ids.length)));
      Tensor hidden = model.hidden(batch); // [2, 24, hidden]
      Tensor rows = engine.reshape(hidden, ids.length, hidden.size(-1));
      return engine.toFloats(model.logits(rows));
    }
  }

  @ParameterizedTest
  @CsvSource({"W4A16, w4a16", "W4A16_ASYM, w4a16_asym", "W8A8, w8a8-int"})
  void native_arithmetic_gives_the_logits_of_the_reference(String preset, String name) {
    Format format = FormatParser.parse(name);
    Path base = GoldenCheckpoint.FOLDER.resolve("base");
    Quantizer.write(base, format, Recipe.rtn(), folder);
    float[] actual = logits(folder, format, Compute.NATIVE);
    assertThat(divergence(expected(preset), actual)).isLessThan(DIVERGENCE);
  }

  /** Mean KL of the second from the first distribution. */
  private static double divergence(float[] expected, float[] actual) {
    double sum = 0;
    for (int row = 0; row < expected.length; row += VOCABULARY) {
      double p = logSum(expected, row);
      double q = logSum(actual, row);
      for (int i = row; i < row + VOCABULARY; i++) {
        sum += Math.exp(expected[i] - p) * ((expected[i] - p) - (actual[i] - q));
      }
    }
    return sum * VOCABULARY / expected.length;
  }

  private static double logSum(float[] logits, int row) {
    double sum = 0;
    for (int i = row; i < row + VOCABULARY; i++) {
      sum += Math.exp(logits[i]);
    }
    return Math.log(sum);
  }
}
