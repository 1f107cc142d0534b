package io.quantgrid.kernels.solve.llmint8;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.HeavyTails;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LlmInt8Test extends SolverContractTest {
  @Override
  protected Solver solver() {
    return LlmInt8.defaults();
  }

  @Override
  protected Claims claims() {
    return new Claims(Calibration.UNUSED, Damping.NONE, Outputs.AT_MOST_NEAREST);
  }

  @Override
  protected Scheme scheme() {
    return SchemeParser.parse("int8/channel/narrow");
  }

  @ParameterizedTest
  @ValueSource(strings = {"int4/channel", "int8/group32", "int8/channel/asym", "fp8_e4m3/channel"})
  void schemes_other_than_int8_per_channel_are_refused(String scheme) {
    LinearLayer layer = HeavyTails.layer(4, 32, scheme, 1);
    assertThatThrownBy(() -> solver().solve(layer, engine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("by llm_int8 (expected int8/channel/narrow or int8/channel)");
  }
}
