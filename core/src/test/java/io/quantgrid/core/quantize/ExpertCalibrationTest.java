package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.ExpertTokens;
import io.quantgrid.core.quantize.CalibrationSet.States;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What experts are calibrated on: all tokens, or those that the router sends to each. */
class ExpertCalibrationTest {
  private static final Engine ENGINE = Engines.named("torch");
  private static final int VOCABULARY = 320;

  /** Least squares of the same inputs: an error above rounding's is one of arithmetic. */
  private static final double ROUNDING = 1.001;

  /** Sums of texts in a batch and alone are rounded differently. */
  private static final double OTHER_BATCH = 1e-4;

  @TempDir private Path folder;

  private static Path golden(String family) {
    try {
      return Path.of(
          Objects.requireNonNull(ExpertCalibrationTest.class.getResource("/families/" + family))
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<int[]> texts(int... lengths) {
    Random random = new Random(7);
    List<int[]> texts = new ArrayList<>();
    for (int length : lengths) {
      texts.add(random.ints(length, 0, VOCABULARY).toArray());
    }
    return texts;
  }

  private Map<String, LayerStatistics> quantize(
      String family, String format, String recipe, List<int[]> texts, ExpertTokens experts) {
    QuantizationJob job =
        new QuantizationJob(
            golden(family),
            FormatParser.parse(format),
            RecipeParser.parse(recipe),
            Optional.of(new CalibrationSet(texts, States.QUANTIZED, experts)),
            ENGINE,
            DType.FLOAT32);
    Map<String, LayerStatistics> layers = new LinkedHashMap<>();
    Quantizer.write(job, folder, layer -> layers.put(layer.name(), layer));
    return layers;
  }

  private static boolean isExpert(LayerStatistics layer) {
    return layer.name().contains(".experts.");
  }

  private static long tokens(LayerStatistics layer) {
    return layer.inputs().map(inputs -> inputs.count() / layer.columns()).orElse(0L);
  }

  @ParameterizedTest
  @CsvSource({"mixtral, ALL", "mixtral, ROUTED", "gpt-oss, ALL", "gpt-oss, ROUTED"})
  void gptq_is_no_worse_than_rounding_on_the_tokens_that_each_expert_saw(
      String family, ExpertTokens experts) {
    Map<String, LayerStatistics> layers =
        quantize(family, "w4a16", "gptq", texts(64, 64, 40), experts);
    List<LayerStatistics> known =
        layers.values().stream().filter(layer -> layer.found().outputMse().isPresent()).toList();
    assertThat(known).hasSize(layers.size());
    double found = 0;
    double rounded = 0;
    for (LayerStatistics layer : known) {
      found += layer.found().outputMse().orElseThrow();
      rounded += layer.rounded().outputMse().orElseThrow();
      assertThat(layer.found().outputMse().orElseThrow())
          .as(layer.name())
          .isLessThanOrEqualTo(ROUNDING * layer.rounded().outputMse().orElseThrow());
    }
    assertThat(found).isLessThan(rounded);
  }

  @Test
  void all_tokens_come_to_every_expert_or_as_many_as_are_routed() {
    List<int[]> texts = texts(30, 17, 5); // padded in a batch
    int count = 30 + 17 + 5;
    Map<String, LayerStatistics> all =
        quantize("mixtral", "w4a16", "gptq", texts, ExpertTokens.ALL);
    assertThat(all.values()).allSatisfy(layer -> assertThat(tokens(layer)).isEqualTo(count));
    Map<String, LayerStatistics> routed =
        quantize("mixtral", "w4a16", "gptq", texts, ExpertTokens.ROUTED);
    for (String matrix : List.of("w1", "w2", "w3")) {
      for (int block = 0; block < 2; block++) {
        String start = "model.layers." + block + ".block_sparse_moe.experts.";
        long sum = 0;
        for (int expert = 0; expert < 4; expert++) {
          sum += tokens(routed.get(start + expert + "." + matrix));
        }
        assertThat(sum).as(start + matrix).isEqualTo(2L * count); // two experts a token
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixtral", "qwen2-moe", "deepseek-v2", "deepseek-v3", "gpt-oss"})
  void padding_counts_for_nothing(String family) {
    List<int[]> together = texts(30, 17, 5);
    Map<String, LayerStatistics> batch =
        quantize(family, "w8a16", "gptq", together, ExpertTokens.ROUTED);
    Map<String, LayerStatistics> longer = new LinkedHashMap<>();
    for (int[] text : together) {
      quantize(family, "w8a16", "gptq", List.of(text), ExpertTokens.ROUTED)
          .forEach((name, layer) -> longer.merge(name, layer, ExpertCalibrationTest::wider));
    }
    String first = "model.layers.0.";
    batch.forEach(
        (name, layer) -> {
          if (name.startsWith(first) && layer.inputs().isPresent()) {
            assertThat(layer.inputs().get().max())
                .as(name)
                .isCloseTo(
                    longer.get(name).inputs().orElseThrow().max(),
                    org.assertj.core.data.Percentage.withPercentage(100 * OTHER_BATCH));
          }
        });
  }

  private static LayerStatistics wider(LayerStatistics a, LayerStatistics b) {
    double first = a.inputs().map(Distribution::max).orElse(Double.NEGATIVE_INFINITY);
    double second = b.inputs().map(Distribution::max).orElse(Double.NEGATIVE_INFINITY);
    return first >= second ? a : b;
  }

  @Test
  void an_expert_without_tokens_is_rounded_to_nearest_and_says_so() {
    List<int[]> one = texts(1);
    Map<String, LayerStatistics> rounded =
        quantize("mixtral", "w4a16", "rtn", one, ExpertTokens.ROUTED);
    Map<String, LayerStatistics> found =
        quantize("mixtral", "w4a16", "gptq", one, ExpertTokens.ROUTED);
    List<LayerStatistics> blind =
        found.values().stream()
            .filter(layer -> layer.notes().containsKey(BlockQuantizer.UNCALIBRATED))
            .toList();
    assertThat(blind).hasSize(2 * 2 * 3).allMatch(ExpertCalibrationTest::isExpert);
    for (LayerStatistics layer : blind) {
      assertThat(layer.inputs()).isEmpty();
      assertThat(layer.found().weightMse())
          .isEqualTo(rounded.get(layer.name()).found().weightMse());
    }
  }

  @Test
  void a_static_scale_without_tokens_is_refused_by_name() {
    assertThatThrownBy(
            () -> quantize("mixtral", "w8a8-static", "rtn", texts(1), ExpertTokens.ROUTED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model.layers.0.block_sparse_moe.experts.")
        .hasMessageContaining("experts: all");
  }

  @ParameterizedTest
  @CsvSource({
    "mixtral, awq > gptq, ALL",
    "mixtral, awq > gptq, ROUTED",
    "qwen2-moe, 'smoothquant(pairs=all) > gptq(true_sequential=true)', ALL",
    "deepseek-v2, 'smoothquant(pairs=all) > rtn', ROUTED",
    "deepseek-v3, awq > gptq, ALL",
    "deepseek-v3, 'rotate > gptq', ALL",
    "gpt-oss, 'awq(error=block) > rtn', ROUTED"
  })
  void transforms_look_at_inputs_that_all_tokens_pass(
      String family, String recipe, ExpertTokens experts) {
    Map<String, LayerStatistics> layers = quantize(family, "w8a16", recipe, texts(1, 3), experts);
    assertThat(layers).isNotEmpty();
    for (LayerStatistics layer : layers.values()) {
      assertThat(layer.found().weightSnr()).as(layer.name()).isGreaterThan(20);
    }
  }
}
