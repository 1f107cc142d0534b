package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.CheckpointWeights;
import io.quantgrid.core.model.ExpertTokens;
import io.quantgrid.core.model.HiddenStates;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.core.quantize.CalibrationSet.States;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Second moments that do not fit into memory together. */
@SuppressWarnings("try") // scopes are there to be closed
class MomentSlicesTest {
  private static final Engine ENGINE = Engines.named("torch");
  private static final int VOCABULARY = 320;

  @TempDir private Path scratch;

  private static List<List<String>> groups(String... names) {
    return Stream.of(names).map(List::of).toList();
  }

  @Test
  void slices_hold_what_there_is_room_for_and_one_group_at_least() {
    List<List<String>> groups = groups("1", "2", "9", "3", "3", "3");
    assertThat(MomentSlices.of(groups, group -> Long.parseLong(group.get(0)), 6))
        .containsExactly(groups("1", "2"), groups("9"), groups("3", "3"), groups("3"));
    assertThat(MomentSlices.of(groups, group -> 1, 6)).containsExactly(groups);
    assertThat(MomentSlices.of(List.of(), group -> 1, 6)).containsExactly(List.of());
    assertThat(SecondMoments.bytes(14_336)).isEqualTo(14_336L * 14_336 * 8);
  }

  /** What is known of a block, by weight, and what it computes. */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  private record Known(
      Map<String, InputStatistics> statistics, Map<String, Distribution> inputs, float[] next) {}

  private Known observe(Path folder, ExpertTokens experts, long most) throws IOException {
    Random random = new Random(7);
    List<int[]> texts = new ArrayList<>();
    for (int length : new int[] {30, 17, 5}) { // padded in a batch
      texts.add(random.ints(length, 0, VOCABULARY).toArray());
    }
    try (Checkpoint checkpoint = Models.open(folder);
        Scope scope = ENGINE.scope()) {
      ModelConfig config = Models.config(checkpoint.config(), folder.toString());
      Block block = Models.blocks(config).get(config.layers() - 1);
      Map<String, Values> values = new HashMap<>();
      block.names().forEach(name -> values.put(name, Values.of(checkpoint.tensor(name))));
      QuantizationJob job =
          new QuantizationJob(
              folder,
              FormatParser.parse("w4a16"),
              RecipeParser.parse("gptq"),
              Optional.of(new CalibrationSet(texts, States.QUANTIZED, experts)),
              ENGINE,
              DType.FLOAT32);
      try (CalibrationRun run =
              new CalibrationRun(
                  job,
                  config,
                  new CheckpointWeights(ENGINE, checkpoint),
                  scratch,
                  Optional.empty(),
                  most);
          HiddenStates next = run.empty();
          BlockCalibration calibration =
              new BlockCalibration(ENGINE, run, block, new TensorWeights(ENGINE, values))) {
        calibration.observe(Optional.of(next));
        Known known =
            new Known(new TreeMap<>(), new TreeMap<>(), ENGINE.toFloats(next.read(ENGINE, 0)));
        for (String weight : block.linears().stream().flatMap(List::stream).toList()) {
          if (calibration.saw(weight)) {
            known.statistics().put(weight, calibration.statistics(weight));
            known.inputs().put(weight, calibration.inputs(weight).orElseThrow());
          }
        }
        return known;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mixtral, ALL, 1",
    "mixtral, ROUTED, 1",
    "mixtral, ALL, 20000",
    "qwen2-moe, ROUTED, 20000",
    "deepseek-v3, ALL, 20000",
    "gpt-oss, ROUTED, 1",
    "llama3, ALL, 1"
  })
  void several_runs_over_the_texts_find_the_same_bits_as_one(
      String family, ExpertTokens experts, long most) throws Exception {
    Path folder = Path.of(MomentSlicesTest.class.getResource("/families/" + family).toURI());
    Known expected = observe(folder, experts, Long.MAX_VALUE);
    Known found = observe(folder, experts, most);
    assertThat(found.next()).isEqualTo(expected.next());
    assertThat(found.inputs()).isEqualTo(expected.inputs()).isNotEmpty();
    assertThat(found.statistics()).hasSameSizeAs(expected.statistics());
    assertThat(found.statistics())
        .allSatisfy(
            (weight, statistics) ->
                assertThat(statistics)
                    .usingRecursiveComparison()
                    .isEqualTo(expected.statistics().get(weight)));
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
  }
}
