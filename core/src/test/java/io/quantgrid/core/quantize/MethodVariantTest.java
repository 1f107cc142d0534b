package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variants by every kind of method are written, read, and computed with. */
@SuppressWarnings("try") // scopes free what is made while they are open
class MethodVariantTest {
  private static final Engine ENGINE = Engines.named("torch");
  private static final Path MODEL = model();
  private static final int VOCABULARY = 320;

  /** Sums in another order, over logits of up to 5. */
  private static final double SUMS = 1e-3;

  @TempDir private Path folder;
  private Compute loaded = Compute.SIMULATED;

  private static Path model() {
    try {
      return Path.of(MethodVariantTest.class.getResource("/families/llama3").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int[] ids(int seed) {
    return new Random(seed).ints(48, 3, VOCABULARY).toArray();
  }

  @BeforeEach
  void oneThread() {
    ENGINE.threads(1);
  }

  private VariantSummary write(String format, String recipe, Path out) {
    List<int[]> texts = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      texts.add(ids(seed));
    }
    return Quantizer.write(
        new QuantizationJob(
            MODEL,
            FormatParser.parse(format),
            RecipeParser.parse(recipe),
            Optional.of(new CalibrationSet(texts, CalibrationSet.States.QUANTIZED)),
            ENGINE,
            DType.FLOAT32),
        out,
        layer -> {});
  }

  private float[] logits(Path variant, String format, Compute compute) {
    try (Checkpoint checkpoint = Checkpoint.open(variant);
        CausalModel model =
            Models.load(
                ENGINE,
                Models.config(checkpoint.config(), "config.json"),
                new VariantWeights(ENGINE, checkpoint),
                new Computation(
                    DType.FLOAT32,
                    FormatParser.parse(format).activations(),
                    Optional.empty(),
                    name -> true,
                    compute));
        Scope scope = ENGINE.scope()) {
      loaded = model.compute();
      int[] ids = ids(99);
      float[] logits =
          ENGINE.toFloats(
              model.logits(
                  ENGINE.reshape(
                      model.hidden(TokenBatch.causal(List.of(ids))),
                      ids.length,
                      model.config().hidden())));
      assertThat(logits).doesNotContain(Float.NaN);
      return logits;
    }
  }

  private static double distance(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  /** The export has nothing but the values that the forms stand for. */
  @ParameterizedTest
  @CsvSource({
    "w4a16-g32, gptq(act_order=group), compressed-tensors",
    "w3-g32, gptq > lorc(rank=2) > outliers, quantgrid",
    "w3-g16, spqr, quantgrid",
    "binary, billm, quantgrid",
    "w2-channel, quip, quantgrid",
    "w2-g32, vptq(centroids=16), quantgrid",
    "w4a16-g64, finequant, quantgrid"
  })
  void variants_compute_what_the_values_of_their_forms_compute(
      String format, String recipe, String method) {
    Path variant = folder.resolve("variant");
    VariantSummary summary = write(format, recipe, variant);
    try (Checkpoint checkpoint = Checkpoint.open(variant)) {
      assertThat(checkpoint.config().at("/quantization_config/quant_method").asText())
          .isEqualTo(method);
      long bytes = 0;
      for (String name : checkpoint.names()) {
        boolean weights = name.contains("_proj.weight") && !name.endsWith("weight_shape");
        bytes += weights ? checkpoint.tensor(name).size() : 0;
      }
      assertThat(summary.bitsPerWeight()).isEqualTo(8.0 * bytes / summary.quantizedWeights());
    }
    Path plain = folder.resolve("plain");
    VariantExport.dequantized(ENGINE, variant, DType.FLOAT32, plain);
    assertThat(logits(variant, format, Compute.SIMULATED))
        .isEqualTo(logits(plain, "w4a16", Compute.SIMULATED));
  }

  @Test
  void the_count_of_a_paper_stands_beside_the_stored_one() {
    VariantSummary binary = write("binary", "billm(most=4)", folder.resolve("binary"));
    assertThat(binary.paperBitsPerWeight()).isBetween(1.0, 1.2).isLessThan(binary.bitsPerWeight());
    assertThat(VariantSummary.read(folder.resolve("binary"))).isEqualTo(binary);
    VariantSummary both = write("binary", "billm(most=4) > lorc(rank=1)", folder.resolve("both"));
    assertThat(both.paperBitsPerWeight()).isEqualTo(both.bitsPerWeight());
    VariantSummary four = write("w4a16-g32", "rtn", folder.resolve("four"));
    assertThat(four.paperBitsPerWeight()).isEqualTo(four.bitsPerWeight()).isEqualTo(4.5);
  }

  @Test
  void corrected_biases_are_added_by_native_and_simulated_models_alike() {
    String format = "w4a16-g32";
    Path corrected = folder.resolve("corrected");
    VariantSummary summary = write(format, "rtn > bias_correction", corrected);
    VariantSummary rounded = write(format, "rtn", folder.resolve("rounded"));
    assertThat(summary.bitsPerWeight()).isGreaterThan(rounded.bitsPerWeight());
    try (Checkpoint checkpoint = Checkpoint.open(corrected)) {
      assertThat(checkpoint.names().stream().filter(name -> name.endsWith(".bias"))).hasSize(14);
      assertThat(checkpoint.config().at("/quantization_config/quant_method").asText())
          .isEqualTo("quantgrid");
    }
    float[] simulated = logits(corrected, format, Compute.SIMULATED);
    assertThat(loaded).isEqualTo(Compute.SIMULATED);
    assertThat(distance(logits(corrected, format, Compute.NATIVE), simulated)).isLessThan(SUMS);
    assertThat(loaded).isEqualTo(Compute.NATIVE);
    float[] without = logits(folder.resolve("rounded"), format, Compute.SIMULATED);
    assertThat(distance(without, simulated)).isGreaterThan(SUMS);
  }

  @Test
  void llm_int8_is_computed_with_large_inputs_as_they_are() {
    String format = "w8a8-int-narrow";
    write(format, "llm_int8(threshold=1.5)", folder.resolve("mixed"));
    write(format, "llm_int8(threshold=1e6)", folder.resolve("never"));
    write(format, "rtn", folder.resolve("rounded"));
    float[] full = logits(MODEL, "w4a16", Compute.SIMULATED);
    float[] mixed = logits(folder.resolve("mixed"), format, Compute.NATIVE);
    float[] never = logits(folder.resolve("never"), format, Compute.NATIVE);
    float[] rounded = logits(folder.resolve("rounded"), format, Compute.SIMULATED);
    assertThat(distance(mixed, full)).isLessThan(distance(never, full));
    assertThat(mixed).isNotEqualTo(rounded);
  }
}
