package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.model.architecture.Smoothing;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.InputStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At full precision a model computes after a transform what it computed before. */
class FunctionKeptTest {
  /** Float32 through all layers, relative to the largest logit. */
  private static final double ROUNDING = 1e-5;

  private static final Scheme SCHEME = SchemeParser.parse("int4/group32/sym");
  private static final Path POCKET = GoldenCheckpoint.FOLDER.resolveSibling("pocket-s");

  private static List<int[]> texts(TransformedModel model) {
    Random random = new Random(11);
    List<int[]> out = new ArrayList<>();
    for (int row = 0; row < 3; row++) {
      out.add(random.ints(40, 0, model.config().vocabulary()).toArray());
    }
    return out;
  }

  /**
   * Factors from a thousandth to a thousand behind norms, and from a third to three elsewhere,
   * which keep the function, too. Rotations add channels of one head: what is far below the others
   * in size is rounded with them.
   */
  private static void plant(TransformedModel model) {
    Random random = new Random(12);
    model.each(
        folding -> {
          float[] factors = new float[folding.channels()];
          double most = folding.smoothing().kind() == Smoothing.Kind.NORM ? 3 : 0.5;
          for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) Math.pow(10, most * (2 * random.nextDouble() - 1));
          }
          folding.fold(factors, Float32.TYPE);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "smoothquant(pairs=all)",
        "smoothquant(alpha=0.8, statistic=range)",
        "awq(clip=false)",
        "awq(scaling=activation, clip=false, pairs=one_to_one)",
        "aweq(pairs=all)",
        "bi_smoothing(pairs=all)",
        "rotate",
        "rotate(kind=random, seed=7)",
        "rotate > smoothquant > awq(clip=false, grid=5)"
      })
  void logits_stay(String steps) {
    TransformedModel plain = TransformedModel.read(POCKET);
    TransformedModel planted = plain.copy();
    plant(planted);
    float[] expected = plain.logits(texts(plain), Optional.empty());
    for (TransformedModel model : List.of(plain.copy(), planted)) {
      for (Recipe.Step step : RecipeParser.parse(steps + " > rtn").steps()) {
        if (step.type().maker() instanceof StepType.Transforms transforms) {
          transform(model, transforms.make().apply(step.arguments()));
        }
      }
      assertThat(changed(plain, model)).isTrue();
      assertClose(expected, model.logits(texts(model), Optional.empty()));
    }
  }

  private static void transform(TransformedModel model, Transform transform) {
    Map<String, InputStatistics> inputs = model.statistics(texts(model));
    model.transform(transform, name -> Optional.of(SCHEME), Float32.TYPE, Optional.of(inputs));
  }

  @ParameterizedTest
  @ValueSource(strings = {"norms", "all"})
  void logits_stay_when_nothing_is_known_of_inputs(String pairs) {
    TransformedModel model = TransformedModel.read(POCKET);
    float[] expected = model.logits(texts(model), Optional.empty());
    plant(model);
    Transform transform =
        new BiSmoothing(pairs.equals("all") ? Folding.Pairs.ALL : Folding.Pairs.NORMS);
    model.transform(transform, name -> Optional.of(SCHEME), Float32.TYPE, Optional.empty());
    assertClose(expected, model.logits(texts(model), Optional.empty()));
  }

  /** Statistics of channels that calibration never saw do no harm. */
  @ParameterizedTest
  @ValueSource(
      strings = {"smoothquant(pairs=all)", "awq(clip=false, grid=4)", "aweq", "bi_smoothing"})
  void channels_without_inputs_stay(String step) {
    TransformedModel model = TransformedModel.read(POCKET);
    model.each(
        folding -> {
          if (folding.smoothing().kind() == Smoothing.Kind.NORM) {
            folding.tensors().get(folding.smoothing().producer().tensor()).values()[3] = 0;
          }
        });
    float[] expected = model.logits(texts(model), Optional.empty());
    Recipe.Step first = RecipeParser.parse(step + " > rtn").steps().get(0);
    StepType.Transforms transforms = (StepType.Transforms) first.type().maker();
    transform(model, transforms.make().apply(first.arguments()));
    assertClose(expected, model.logits(texts(model), Optional.empty()));
  }

  private static boolean changed(TransformedModel before, TransformedModel after) {
    String name = before.blocks().get(0).linears().get(0).get(0);
    return !java.util.Arrays.equals(before.get(name).values(), after.get(name).values());
  }

  private static void assertClose(float[] expected, float[] actual) {
    double largest = 0;
    double off = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      // Also of a number that is none.
      off = Math.abs(actual[i] - expected[i]) <= off ? off : Math.abs(actual[i] - expected[i]);
    }
    assertThat(off / largest).isLessThan(ROUNDING);
  }
}
