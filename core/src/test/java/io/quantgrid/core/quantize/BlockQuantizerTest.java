package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.quantize.CalibrationSet.States;
import io.quantgrid.core.quantize.LayerStatistics.Errors;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trained model of 4 blocks, quantized by several recipes. */
class BlockQuantizerTest {
  private static final Engine ENGINE = TransformedModel.ENGINE;
  private static final int LAYERS = 28;

  @TempDir private Path folder;

  private static Path pocket() {
    try {
      return Path.of(BlockQuantizerTest.class.getResource("/pocket-s").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void oneThread() {
    ENGINE.threads(1);
  }

  /** Of several lengths, more than one batch. */
  private static List<int[]> texts() {
    Random random = new Random(7);
    return IntStream.range(0, 14)
        .mapToObj(i -> random.ints(64 + 16 * (i % 7), 4, 2000).toArray())
        .toList();
  }

  private record Run(Path out, VariantSummary summary, List<LayerStatistics> layers) {
    double mean(ToDoubleFunction<LayerStatistics> figure) {
      return layers.stream().mapToDouble(figure).average().orElseThrow();
    }
  }

  private Run run(String format, String recipe, States states) {
    return run(pocket(), format, recipe, Optional.of(new CalibrationSet(texts(), states)));
  }

  private Run run(Path model, String format, String recipe, Optional<CalibrationSet> texts) {
    List<LayerStatistics> layers = new ArrayList<>();
    Path out = folder.resolve("out-" + Integer.toHexString((format + recipe + texts).hashCode()));
    long before = ENGINE.allocatedBytes();
    VariantSummary summary =
        Quantizer.write(
            new QuantizationJob(
                model,
                FormatParser.parse(format),
                RecipeParser.parse(recipe),
                texts,
                ENGINE,
                DType.FLOAT32),
            out,
            layers::add);
    assertThat(ENGINE.allocatedBytes()).isEqualTo(before);
    return new Run(out, summary, layers);
  }

  private static double outputMse(Errors errors) {
    return errors.outputMse().orElseThrow();
  }

  @Test
  void gptq_loses_less_of_the_outputs_than_rounding_and_more_of_the_weights() {
    Run found = run("w4a16", "gptq", States.QUANTIZED);
    assertThat(found.layers()).hasSize(LAYERS);
    for (LayerStatistics layer : found.layers()) {
      assertThat(outputMse(layer.found())).as(layer.name()).isLessThan(outputMse(layer.rounded()));
      assertThat(layer.found().weightMse()).isGreaterThan(layer.rounded().weightMse());
      assertThat(layer.notes()).containsEntry("damping", 0.01);
      assertThat(layer.inputs()).isEqualTo(layer.transformedInputs());
    }
    assertThat(found.layers().stream().map(LayerStatistics::block).distinct())
        .containsExactly(0, 1, 2, 3);
    long tokens = texts().stream().mapToInt(text -> text.length).sum();
    assertThat(found.layers().get(0).inputs().orElseThrow().count()).isEqualTo(tokens * 128);
  }

  @Test
  void nothing_but_the_variant_is_left_in_its_folder() throws IOException {
    Run found = run("w4a16", "gptq", States.ORIGINAL);
    try (Stream<Path> files = Files.list(found.out())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "config.json", "generation_config.json", "model.safetensors", "quantgrid.json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"smoothquant > gptq(act_order=group)", "rotate > gptq"})
  void two_runs_give_the_same_bytes(String recipe) throws IOException {
    Run first = run("w4a16", recipe, States.QUANTIZED);
    Path kept = Files.move(first.out(), folder.resolve("kept"));
    Run second = run("w4a16", recipe, States.QUANTIZED);
    for (String file : List.of("model.safetensors", "config.json")) {
      assertThat(second.out().resolve(file)).hasSameBinaryContentAs(kept.resolve(file));
    }
  }

  @Test
  void the_first_block_sees_the_same_whatever_later_ones_see() {
    Run quantized = run("w3", "gptq", States.QUANTIZED);
    Run original = run("w3", "gptq", States.ORIGINAL);
    for (int i = 0; i < LAYERS; i++) {
      LayerStatistics one = quantized.layers().get(i);
      LayerStatistics other = original.layers().get(i);
      if (one.block() == 0) {
        assertThat(one.found()).isEqualTo(other.found());
      } else {
        assertThat(one.inputs()).isNotEqualTo(other.inputs());
      }
    }
  }

  @Test
  void sequential_inside_changes_what_is_computed_after_the_first_layers() {
    Run usual = run("w3", "gptq", States.QUANTIZED);
    Run inside = run("w3", "gptq(true_sequential=true)", States.QUANTIZED);
    for (int i = 0; i < LAYERS; i++) {
      LayerStatistics one = usual.layers().get(i);
      boolean first =
          one.block() == 0 && List.of("q_proj", "k_proj", "v_proj").contains(one.module());
      assertThat(one.found().equals(inside.layers().get(i).found()))
          .as(one.name())
          .isEqualTo(first);
    }
  }

  /** A transform that keeps the function makes it easier to round, and says what it saw. */
  @Test
  void smoothing_happens_before_the_static_scales_are_found() {
    Run plain = run("w8a8-int-static", "rtn", States.ORIGINAL);
    Run smooth = run("w8a8-int-static", "smoothquant > rtn", States.ORIGINAL);
    for (int i = 0; i < LAYERS; i++) {
      LayerStatistics layer = smooth.layers().get(i);
      if (layer.block() == 0) { // later ones come after norms rounded to bfloat16
        assertThat(layer.inputs()).isEqualTo(plain.layers().get(i).inputs());
      }
      if (layer.module().equals("q_proj")) {
        double largest = largest(layer.transformedInputs().orElseThrow());
        assertThat(largest).isNotEqualTo(largest(layer.inputs().orElseThrow()));
        try (Checkpoint variant = Checkpoint.open(smooth.out())) {
          double scale =
              new VariantWeights(ENGINE, variant)
                  .inputScale(layer.name() + ".weight")
                  .orElseThrow()
                  .scale();
          assertThat(scale).isCloseTo(largest / 127.5, within(largest / 127.5 / 128));
        }
      }
    }
  }

  private static double largest(Distribution inputs) {
    return Math.max(-inputs.min(), inputs.max());
  }

  /** The head becomes one of its own, and the model computes what it did but for rounding. */
  @Test
  void a_rotated_model_is_read_back() {
    Run found = run("w8a16", "rotate > rtn", States.QUANTIZED);
    TransformedModel base = TransformedModel.read(pocket());
    TransformedModel rotated = TransformedModel.ofVariant(found.out());
    List<int[]> texts = texts().subList(0, 7).stream().map(t -> Arrays.copyOf(t, 64)).toList();
    double divergence =
        TransformedModel.divergence(
            base.logits(texts, Optional.empty()),
            rotated.logits(texts, Optional.empty()),
            base.config().vocabulary());
    assertThat(divergence).isLessThan(1e-3);
    try (Checkpoint variant = Checkpoint.open(found.out())) {
      assertThat(variant.config().path("tie_word_embeddings").asBoolean(true)).isFalse();
      assertThat(variant.has("lm_head.weight")).isTrue();
    }
  }

  @Test
  void texts_in_one_batch_or_many_give_the_same_statistics() {
    List<int[]> texts = texts();
    List<int[]> longest = new ArrayList<>(texts);
    longest.replaceAll(text -> Arrays.copyOf(text, 64));
    Distribution together =
        run(pocket(), "w4a16", "rtn", set(longest)).layers().get(9).inputs().orElseThrow();
    List<int[]> padded = new ArrayList<>(longest);
    padded.replaceAll(text -> text.clone());
    padded.add(3, new int[160]);
    long others = 160;
    Distribution more =
        run(pocket(), "w4a16", "rtn", set(padded)).layers().get(9).inputs().orElseThrow();
    assertThat(more.count() - together.count()).isEqualTo(others * 128);
  }

  private static Optional<CalibrationSet> set(List<int[]> texts) {
    return Optional.of(new CalibrationSet(texts, States.ORIGINAL));
  }

  @Test
  void rounding_needs_no_texts_and_loses_the_same_with_them() {
    Run without = run(pocket(), "w4a16", "rtn", Optional.empty());
    Run with = run("w4a16", "rtn", States.QUANTIZED);
    assertThat(without.out().resolve("model.safetensors"))
        .hasSameBinaryContentAs(with.out().resolve("model.safetensors"));
    assertThat(without.layers()).allMatch(layer -> layer.found().outputMse().isEmpty());
    assertThat(with.layers()).allMatch(layer -> layer.found().equals(layer.rounded()));
    assertThat(with.mean(layer -> outputMse(layer.found()))).isPositive();
  }

  @Test
  void an_input_that_is_no_number_names_the_layers_and_leaves_nothing() throws IOException {
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.copy(pocket().resolve("config.json"), broken.resolve("config.json"));
    List<StoredTensor> tensors = new ArrayList<>();
    try (Checkpoint base = Checkpoint.open(pocket())) {
      for (String name : base.names()) {
        StoredTensor tensor = base.tensor(name);
        if (name.equals("model.layers.2.post_attention_layernorm.weight")) {
          byte[] bytes = StoredFloats.bytes(tensor).clone();
          bytes[0] = (byte) 0xC0;
          bytes[1] = 0x7F;
          tensor = StoredTensor.of(name, tensor.dtype(), bytes, tensor.shape());
        }
        tensors.add(tensor);
      }
      SafetensorsWriter.write(broken.resolve("model.safetensors"), Map.of(), tensors);
    }
    assertThatThrownBy(() -> run(broken, "w4a16", "gptq", set(texts())))
        .hasMessage(
            "Cannot calibrate the input of [model.layers.2.mlp.gate_proj.weight,"
                + " model.layers.2.mlp.up_proj.weight]: NaN (expected finite numbers)");
    try (Stream<Path> out = Files.walk(folder)) {
      assertThat(out.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("."));
    }
  }

  @Test
  void what_stands_outside_of_blocks_is_rounded_or_refused() {
    Format all =
        FormatParser.explicit(
            "mine",
            Optional.of("int8/channel"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(List.of()));
    List<LayerStatistics> layers = new ArrayList<>();
    QuantizationJob rounded = new QuantizationJob(pocket(), all, Recipe.rtn(), ENGINE);
    Quantizer.write(rounded, folder.resolve("rounded"), layers::add);
    assertThat(layers.get(0).module()).isEqualTo("embed_tokens");
    assertThat(layers.get(0).block()).isEqualTo(-1);
    Recipe gptq = RecipeParser.parse("gptq");
    QuantizationJob refused =
        new QuantizationJob(pocket(), all, gptq, set(texts()), ENGINE, DType.FLOAT32);
    assertThatThrownBy(() -> Quantizer.write(refused, folder.resolve("no"), layers::add))
        .hasMessageStartingWith("Cannot quantize model.embed_tokens by gptq: inputs outside");
  }

  @Test
  void what_needs_texts_says_so() {
    assertThatThrownBy(() -> run(pocket(), "w4a16", "gptq", Optional.empty()))
        .hasMessage("Cannot quantize as w4a16 by gptq without calibration (expected texts)");
    assertThatThrownBy(() -> new CalibrationSet(List.of(new int[3], new int[0]), States.ORIGINAL))
        .hasMessage("Cannot calibrate: text 1 has no tokens (expected 1 or more)");
  }

  /** One token makes moments of rank 1, which no Cholesky factor of float32 survives undamped. */
  @Test
  void singular_moments_are_damped_and_the_row_says_so() {
    List<int[]> one = List.of(new int[] {5});
    Run found = run(pocket(), "w4a16", "gptq(damping=0.0000000001)", set(one));
    assertThat(found.layers())
        .allSatisfy(layer -> assertThat(layer.notes().get("damping")).isGreaterThan(1e-10));
  }

  /** Between layers the engine holds tables of positions, no weights and no moments. */
  @Test
  void nothing_of_a_layer_stays_in_the_engines_memory() {
    long before = ENGINE.allocatedBytes();
    long weights = 4L * 128 * 384; // the largest layer's
    Quantizer.write(
        new QuantizationJob(
            pocket(),
            FormatParser.parse("w4a16"),
            RecipeParser.parse("smoothquant > gptq"),
            set(texts()),
            ENGINE,
            DType.FLOAT32),
        folder,
        layer -> assertThat(ENGINE.allocatedBytes() - before).isLessThan(weights));
  }
}
