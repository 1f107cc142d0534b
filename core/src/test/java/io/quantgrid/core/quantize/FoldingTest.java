package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.model.architecture.Channels;
import io.quantgrid.core.model.architecture.Smoothing;
import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.InputStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Factors between a norm and two readers, and between values and the four heads that read them. */
class FoldingTest {
  private static final Smoothing NORM =
      new Smoothing(
          new Channels("norm.weight", Optional.empty(), 0, 2, 2),
          Smoothing.Kind.NORM,
          List.of("v.weight", "k.weight"),
          2,
          1);

  /** Two heads of two channels, each read by two heads. */
  private static final Smoothing HEADS =
      new Smoothing(
          new Channels("v.weight", Optional.empty(), 0, 2, 2),
          Smoothing.Kind.HEADS,
          List.of("o.weight"),
          2,
          2);

  private static final Block BLOCK =
      new Block(
          0,
          List.of(List.of("v.weight", "k.weight"), List.of("o.weight")),
          List.of("norm.weight"),
          List.of(NORM, HEADS),
          List.of("o.weight"),
          Map.of());

  private static final float[] ONES = {1, 1};

  private final BlockTensors tensors =
      new BlockTensors(
          BLOCK,
          Map.of(
              "norm.weight", new Values(new float[] {1, 2}, 1, 2),
              "v.weight", new Values(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2),
              "k.weight", new Values(new float[] {-9, 0.5f, 1, 1}, 2, 2),
              "o.weight", new Values(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 8)));

  private static Transform.Context context(Set<String> kept, Optional<BlockInputs> inputs) {
    Scheme scheme = SchemeParser.parse("int8/channel/sym");
    return new Transform.Context(
        TransformedModel.ENGINE,
        name -> kept.contains(name) ? Optional.empty() : Optional.of(scheme),
        Optional.empty(),
        Float32.TYPE,
        inputs);
  }

  private Folding folding(Smoothing smoothing) {
    return new Folding(smoothing, tensors);
  }

  @Test
  void columns_that_share_a_channel_are_one() {
    Folding heads = folding(HEADS);
    assertThat(heads.channels()).isEqualTo(4);
    // Heads 0 and 1 read channels 0 and 1, heads 2 and 3 the others.
    assertThat(heads.largest(new float[] {1, 2, 3, 4, 5, 6, 7, 8})).containsExactly(3, 4, 7, 8);
    assertThat(heads.mean(new float[] {1, 2, 3, 4, 5, 6, 7, 8})).containsExactly(2, 3, 6, 7);
    assertThat(heads.spread(new float[] {1, 2, 3, 4})).containsExactly(1, 2, 1, 2, 3, 4, 3, 4);
    heads.fold(new float[] {1, 2, 4, 8}, Float32.TYPE);
    assertThat(tensors.get("v.weight").values())
        .containsExactly(1, 2, 1.5f, 2, 1.25f, 1.5f, 0.875f, 1);
    assertThat(tensors.get("o.weight").values()).containsExactly(1, 4, 3, 8, 20, 48, 28, 64);
  }

  @Test
  void readers_that_are_not_quantized_follow_without_a_say() {
    Folding norm = folding(NORM);
    assertThat(norm.weightAbsMax(context(Set.of(), Optional.empty()))).containsExactly(9, 8);
    Transform.Context kept = context(Set.of("k.weight"), Optional.empty());
    assertThat(norm.weightAbsMax(kept)).containsExactly(7, 8);
    assertThat(norm.weightRange(kept)).containsExactly(6, 6);
    new BiSmoothing(Folding.Pairs.NORMS).block(tensors, kept);
    assertThat(tensors.get("k.weight").values()[0]).isEqualTo(-9 * (float) Math.sqrt(1 / 7.0));
  }

  @Test
  void places_without_quantized_readers_stay() {
    Transform.Context kept = context(Set.of("k.weight", "v.weight"), Optional.empty());
    assertThat(Folding.of(tensors, kept, Folding.Pairs.NORMS)).isEmpty();
    assertThat(Folding.of(tensors, kept, Folding.Pairs.ONE_TO_ONE)).isEmpty();
    assertThat(Folding.of(tensors, kept, Folding.Pairs.ALL)).containsExactly(folding(HEADS));
  }

  @Test
  void what_cannot_be_used_is_named() {
    Folding norm = folding(NORM);
    assertThatThrownBy(() -> norm.fold(new float[] {1, 1e-6f}, Float16.TYPE))
        .hasMessageContaining("Cannot smooth norm: channel 1 becomes")
        .hasMessageContaining("(expected at most 65504.0, the largest float16)");
    assertThat(tensors.get("norm.weight").values()).containsExactly(1, 2);
    assertThatThrownBy(() -> norm.statistics(context(Set.of(), Optional.empty())))
        .hasMessage("Cannot smooth norm without calibration (expected some texts)");
    float[] two = {1, Float.NaN};
    InputStatistics inputs = new InputStatistics(2, 1, new float[4], two, two, two, two, two);
    BlockInputs known =
        new BlockInputs() {
          @Override
          public InputStatistics statistics(String weight) {
            return inputs;
          }

          @Override
          public double outputError(BlockTensors trial) {
            throw new AssertionError("no trials are run here");
          }
        };
    Transform.Context context = context(Set.of(), Optional.of(known));
    for (String step : List.of("smoothquant", "awq", "aweq", "bi_smoothing")) {
      Recipe.Step first = RecipeParser.parse(step + " > rtn").steps().get(0);
      Transform transform =
          ((StepType.Transforms) first.type().maker()).make().apply(first.arguments());
      assertThatThrownBy(() -> transform.block(tensors, context))
          .hasMessage(
              "Cannot smooth norm: column 1 of its readers' inputs or weights is NaN"
                  + " (expected finite numbers)");
    }
  }

  /** The block's error is made up: how far its weights are from what they were, plus 1. */
  @Test
  void trials_change_the_readers_alone() {
    InputStatistics inputs =
        new InputStatistics(
            2, 1, new float[] {1, 0, 0, 1}, ONES, ONES, ONES, new float[] {-1, -1}, ONES);
    BlockTensors before = tensors.copy();
    BlockInputs known =
        new BlockInputs() {
          @Override
          public InputStatistics statistics(String weight) {
            return inputs;
          }

          @Override
          public double outputError(BlockTensors trial) {
            assertThat(trial.get("norm.weight").values())
                .containsExactly(before.get("norm.weight").values());
            assertThat(trial.get("o.weight").values())
                .containsExactly(before.get("o.weight").values());
            double sum = 1;
            for (String name : NORM.consumers()) {
              for (int i = 0; i < before.get(name).values().length; i++) {
                sum += Math.pow(trial.get(name).values()[i] - before.get(name).values()[i], 2);
              }
            }
            return sum;
          }
        };
    Transform.Context context = context(Set.of(), Optional.of(known));
    float[] factors = {0.5f, 3};
    try (Trials block = new Trials(folding(NORM), context, Trials.Outputs.BLOCK);
        Trials layers = new Trials(folding(NORM), context, Trials.Outputs.LAYERS)) {
      // Second moments of one make the readers' error the same sum.
      assertThat(block.error(factors)).isEqualTo(1 + layers.error(factors), offset(1e-6));
      assertThat(layers.error(factors)).isPositive();
    }
    assertThat(tensors.get("v.weight").values()).containsExactly(before.get("v.weight").values());
  }
}
