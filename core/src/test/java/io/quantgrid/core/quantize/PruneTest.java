package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.InputStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PruneTest {
  private static final Scheme SCHEME = SchemeParser.parse("int4/group32/sym");
  private final TransformedModel model =
      TransformedModel.read(GoldenCheckpoint.FOLDER.resolveSibling("pocket-s"));

  private static List<int[]> texts() {
    Random random = new Random(11);
    List<int[]> out = new ArrayList<>();
    for (int row = 0; row < 4; row++) {
      out.add(random.ints(64, 4, 2048).toArray());
    }
    return out;
  }

  private double prune(String parameters, Optional<Map<String, InputStatistics>> inputs) {
    Recipe.Step step = RecipeParser.parse("prune(" + parameters + ") > rtn").steps().get(0);
    Transform transform =
        ((StepType.Transforms) step.type().maker()).make().apply(step.arguments());
    return model
        .transform(transform, name -> Optional.of(SCHEME), Float32.TYPE, inputs)
        .get(0)
        .get("prune.zeros");
  }

  private static double zeros(float[] values) {
    int zeros = 0;
    for (float value : values) {
      zeros += value == 0 ? 1 : 0;
    }
    return (double) zeros / values.length;
  }

  @ParameterizedTest
  @CsvSource({
    "pattern=2:4, 0.5",
    "'pattern=unstructured, share=0.25', 0.25",
    "'pattern=unstructured, share=0', 0",
    "'pattern=unstructured, share=1', 1"
  })
  void as_many_weights_are_zero_as_was_said_and_stay_zero_when_quantized(
      String parameters, double share) {
    assertThat(prune(parameters, Optional.empty())).isEqualTo(share, offset(1e-3));
    model.round(SCHEME, Bfloat16.TYPE);
    for (Block block : model.blocks()) {
      for (String name : block.linears().get(0)) {
        assertThat(zeros(model.get(name).values())).isGreaterThanOrEqualTo(share - 1e-3);
      }
    }
  }

  /** Half of the four heads, and of 384 channels. */
  @Test
  void heads_and_channels_go_as_a_whole() {
    prune("pattern=heads, share=0.5", Optional.empty());
    prune("pattern=channels, share=0.25", Optional.empty());
    for (Block block : model.blocks()) {
      Values out = model.get(block.linears().get(1).get(0));
      Values down = model.get(block.linears().get(3).get(0));
      assertThat(wholeColumns(out, 32)).isEqualTo(2);
      assertThat(wholeColumns(down, 1)).isEqualTo(96);
      Values up = model.get(block.linears().get(2).get(1));
      assertThat(zeros(up.values())).isEqualTo(0.25, offset(1e-3));
    }
  }

  /** How many runs of columns are zero; the others hardly are. */
  private static int wholeColumns(Values weight, int width) {
    int count = 0;
    for (int from = 0; from < weight.columns(); from += width) {
      int zeros = 0;
      for (int i = 0; i < weight.values().length; i++) {
        boolean inside = i % weight.columns() / width == from / width;
        zeros += inside && weight.values()[i] == 0 ? 1 : 0;
      }
      assertThat(zeros == weight.rows() * width || zeros < weight.rows() * width / 2).isTrue();
      count += zeros == weight.rows() * width ? 1 : 0;
    }
    return count;
  }

  @Test
  void values_that_nobody_reads_any_more_are_zero() {
    prune("pattern=heads, share=1", Optional.empty());
    Block block = model.blocks().get(0);
    assertThat(zeros(model.get(block.linears().get(0).get(2)).values())).isEqualTo(1);
    assertThat(zeros(model.get(block.linears().get(0).get(0)).values())).isLessThan(0.1);
  }

  @Test
  void wanda_loses_less_than_magnitude() {
    TransformedModel plain = model.copy();
    float[] expected = plain.logits(texts(), Optional.empty());
    Map<String, InputStatistics> inputs = plain.statistics(texts());
    TransformedModel other = plain.copy();
    other.transform(
        new Prune(Prune.Pattern.UNSTRUCTURED, 0.5, Prune.By.WANDA),
        name -> Optional.of(SCHEME),
        Float32.TYPE,
        Optional.of(inputs));
    prune("pattern=unstructured, by=magnitude", Optional.empty());
    double wanda =
        TransformedModel.divergence(expected, other.logits(texts(), Optional.empty()), 2048);
    double magnitude =
        TransformedModel.divergence(expected, model.logits(texts(), Optional.empty()), 2048);
    assertThat(wanda).isLessThan(magnitude);
  }

  @Test
  void wanda_without_calibration_is_refused() {
    assertThat(RecipeParser.parse("prune(by=wanda) > rtn").needsCalibration()).isTrue();
    assertThat(RecipeParser.parse("prune > rtn").mayCalibrate()).isFalse();
    assertThatThrownBy(() -> prune("by=wanda", Optional.empty()))
        .hasMessage(
            "Cannot prune model.layers.0.self_attn.q_proj.weight by wanda without calibration"
                + " (expected some texts)");
  }
}
