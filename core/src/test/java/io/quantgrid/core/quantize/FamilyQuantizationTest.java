package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each family that there is a reference of, quantized and smoothed. */
@SuppressWarnings("try") // scopes free what is made while they are open
class FamilyQuantizationTest {
  private static final Engine ENGINE = Engines.named("torch");

  /** Float32 through all layers, relative to the largest logit. */
  private static final double ROUNDING = 1e-4;

  /** Of random weights in 256 steps a row, relative to the logits' length: 0.03 at most is seen. */
  private static final double LITTLE = 0.05;

  /** Where a token's experts are others than before: random ones have nothing in common. */
  private static final double ANOTHER_EXPERT = 0.2;

  private static final Set<String> ROUTED =
      Set.of("mixtral", "qwen2-moe", "deepseek-v2", "deepseek-v3", "gpt-oss");

  /** In 4 steps, most of a weight is error. */
  private static final double A_LOT = 0.25;

  @TempDir private Path temp;

  /** Folders of references. */
  static List<String> families() throws IOException, URISyntaxException {
    try (Stream<Path> folders = Files.list(folder(""))) {
      return folders
          .filter(path -> Files.exists(path.resolve("golden.safetensors")))
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static Path folder(String family) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(FamilyQuantizationTest.class.getResource("/families/" + family))
            .toURI());
  }

  @ParameterizedTest
  @MethodSource("families")
  void eight_bits_change_logits_little_and_two_bits_a_lot(String family) throws Exception {
    float[] expected = logits(folder(family));
    double eight = distance(expected, logits(quantized(family, "w8a16-int-channel", "eight")));
    double two = distance(expected, logits(quantized(family, "w2a16-int-channel", "two")));
    assertThat(eight).isBetween(1e-5, ROUTED.contains(family) ? ANOTHER_EXPERT : LITTLE);
    assertThat(two).isBetween(A_LOT, 10.0);
  }

  @ParameterizedTest
  @MethodSource("families")
  void quantizing_twice_gives_the_same_bytes(String family) throws Exception {
    Path once = quantized(family, "w4-g32-asym", "once");
    Path again = quantized(family, "w4-g32-asym", "again");
    for (String file : List.of("model.safetensors", "config.json")) {
      assertThat(Files.mismatch(once.resolve(file), again.resolve(file))).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void factors_that_are_moved_keep_the_function(String family) throws Exception {
    TransformedModel model = TransformedModel.read(folder(family));
    List<int[]> texts = texts(model.config().vocabulary());
    float[] expected = model.logits(texts, Optional.empty());
    Random random = new Random(3);
    model.each(
        folding -> {
          float[] factors = new float[folding.channels()];
          for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) Math.pow(10, random.nextDouble() - 0.5);
          }
          folding.fold(factors, Float32.TYPE);
        });
    float[] actual = model.logits(texts, Optional.empty());
    assertThat(actual).isNotEqualTo(expected); // something was moved
    double largest = 0;
    for (float logit : expected) {
      largest = Math.max(largest, Math.abs(logit));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) Math.abs(actual[i] - expected[i])).isLessThan(ROUNDING * largest);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void a_rotation_keeps_the_function_where_nothing_stands_in_its_way(String family)
      throws Exception {
    TransformedModel model = TransformedModel.read(folder(family));
    Optional<String> obstacle = model.config().architecture().rotationObstacle();
    if (obstacle.isPresent()) {
      assertThat(obstacle.get()).isNotBlank();
      return;
    }
    List<int[]> texts = texts(model.config().vocabulary());
    float[] expected = model.logits(texts, Optional.empty());
    model.transform(
        new Rotate(Rotate.Kind.HADAMARD, 5),
        name -> Optional.of(SchemeParser.parse("int4/channel/sym")),
        Float32.TYPE,
        Optional.empty());
    float[] actual = model.logits(texts, Optional.empty());
    assertThat(distance(expected, actual)).isBetween(1e-9, ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("families")
  void what_every_attention_and_every_scan_keeps_can_have_eight_bits(String family)
      throws Exception {
    TransformedModel model = TransformedModel.read(folder(family));
    List<int[]> texts = texts(model.config().vocabulary());
    float[] expected = model.logits(texts, Optional.empty());
    Optional<KvScheme> kv = Optional.of(KvScheme.parse("int8/token/sym"));
    float[] actual = model.logits(texts, Optional.empty(), kv);
    assertThat(distance(expected, actual))
        .isBetween(1e-5, ROUTED.contains(family) ? ANOTHER_EXPERT : LITTLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-neox", "falcon-rw", "bloom", "opt-350m", "gpt2", "cohere"})
  void blocks_of_every_flow_are_calibrated(String family) throws Exception {
    float[] expected = logits(folder(family));
    Path rounded = quantized(family, "w3-g32-asym", "rounded");
    Path solved = temp.resolve("solved");
    Random random = new Random(7);
    List<int[]> texts = Stream.generate(() -> random.ints(32, 3, 320).toArray()).limit(40).toList();
    Quantizer.write(
        new QuantizationJob(
            folder(family),
            FormatParser.parse("w3-g32-asym"),
            RecipeParser.parse("gptq"),
            Optional.of(new CalibrationSet(texts, CalibrationSet.States.QUANTIZED)),
            ENGINE,
            DType.FLOAT32),
        solved,
        layer -> {});
    assertThat(distance(expected, logits(solved))).isLessThan(distance(expected, logits(rounded)));
  }

  private Path quantized(String family, String format, String name) throws URISyntaxException {
    Path out = temp.resolve(name);
    Quantizer.write(folder(family), FormatParser.parse(format), Recipe.rtn(), out);
    return out;
  }

  private static List<int[]> texts(int vocabulary) {
    Random random = new Random(5);
    return List.of(
        random.ints(16, 3, vocabulary).toArray(), random.ints(16, 3, vocabulary).toArray());
  }

  private static float[] logits(Path folder) {
    try (Checkpoint checkpoint = Models.open(folder);
        CausalModel model =
            Models.load(
                ENGINE,
                Models.config(checkpoint.config(), folder.toString()),
                new VariantWeights(ENGINE, checkpoint),
                Computation.in(DType.FLOAT32));
        Scope scope = ENGINE.scope()) {
      Tensor hidden = model.hidden(TokenBatch.causal(texts(model.config().vocabulary())));
      long rows = hidden.elements() / hidden.size(-1);
      return ENGINE.toFloats(model.logits(ENGINE.reshape(hidden, rows, hidden.size(-1))));
    }
  }

  /** Relative to the first's length. */
  private static double distance(float[] expected, float[] actual) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) actual[i] - expected[i], 2);
      length += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / length);
  }
}
