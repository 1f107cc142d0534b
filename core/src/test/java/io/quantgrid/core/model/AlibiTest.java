package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.core.model.architecture.Position.Alibi;
import io.quantgrid.core.model.architecture.Position.Precision;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Biases by position against the formulas of transformers 4.57, {@code build_alibi_tensor}. */
@SuppressWarnings("try") // scopes free what is made while they are open
class AlibiTest {
  private static final Engine ENGINE = Engines.named("torch");

  @Test
  void slopes_of_heads_that_are_no_power_of_two_lie_between_those_that_are() {
    assertThat(Alibi.of(4).slopes()).containsExactly(0.25, 0.0625, 0.015625, 0.00390625);
    assertThat(Alibi.of(6).slopes())
        .containsExactly(0.25, 0.0625, 0.015625, 0.00390625, 0.5, 0.125);
    assertThat(Alibi.of(112).slopes().get(0)).isCloseTo(0.917004, within(1e-6));
    assertThat(Alibi.of(112).slopes().get(64)).isCloseTo(0.957603, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void two_keys_are_weighed_by_their_biases(Precision precision) {
    float slope = Alibi.of(32).slopes().get(0).floatValue();
    float[] positions = {1003, 1004.5f};
    double[] biases = new double[2];
    for (int i = 0; i < 2; i++) {
      biases[i] =
          precision == Precision.FLOAT32
              ? slope * positions[i]
              : Bfloat16.TYPE.round(Bfloat16.TYPE.round(slope) * Bfloat16.TYPE.round(positions[i]));
    }
    double expected = 1 / (1 + Math.exp((biases[0] - biases[1]) / 4)); // of the second key
    Scores scores =
        new Scores(
            1,
            OptionalInt.empty(),
            OptionalDouble.empty(),
            Optional.of(Alibi.of(32).in(precision).times(0.25)),
            Optional.empty());
    try (Scope scope = ENGINE.scope()) {
      Tensor zeros = ENGINE.floats(new float[64], 1, 32, 2, 1);
      float[] values = new float[64];
      for (int i = 1; i < values.length; i += 2) {
        values[i] = 1;
      }
      Tensor mixed =
          new ScoredAttention(ENGINE)
              .apply(
                  ENGINE.narrow(zeros, 2, 0, 1),
                  zeros,
                  ENGINE.floats(values, 1, 32, 2, 1),
                  Optional.empty(),
                  Optional.of(ENGINE.floats(positions, 1, 1, 1, 2)),
                  scores);
      assertThat((double) ENGINE.toFloats(mixed)[0]).isCloseTo(expected, within(1e-4));
    }
  }
}
