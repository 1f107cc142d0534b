package io.quantgrid.core.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.quantize.Format;
import io.quantgrid.core.quantize.FormatParser;
import io.quantgrid.kernels.tensor.DType;
import org.junit.jupiter.api.Test;

class WorkEstimateTest {
  private static final TaskShape SHORT = new TaskShape(60, 0);
  private static final TaskShape LONG = new TaskShape(2000, 0);
  private static final TaskShape GENERATING = new TaskShape(60, 64);
  private static final long POCKET = 3_674_000;
  private static final long LARGE = 8_000_000_000L;

  @Test
  void a_unit_is_a_minute_or_two_thousand_samples() {
    assertThat(WorkEstimate.unitSize(POCKET, SHORT)).isEqualTo(2000);
    assertThat(WorkEstimate.unitSize(LARGE, LONG)).isEqualTo(1);
    int some = WorkEstimate.unitSize(1_000_000_000, SHORT);
    assertThat(some * WorkEstimate.seconds(1_000_000_000, SHORT)).isBetween(20.0, 60.0);
    assertThat(WorkEstimate.unitSize(0, SHORT)).isEqualTo(2000);
  }

  @Test
  void larger_models_and_longer_texts_take_longer_and_more() {
    assertThat(seconds(LARGE, SHORT)).isGreaterThan(seconds(POCKET, SHORT));
    assertThat(seconds(POCKET, LONG)).isGreaterThan(seconds(POCKET, SHORT));
    assertThat(seconds(POCKET, GENERATING)).isGreaterThan(seconds(POCKET, SHORT));
    assertThat(WorkEstimate.bytes(LARGE, SHORT, DType.BFLOAT16, 32))
        .isBetween(16_000_000_000L, 20_000_000_000L);
    assertThat(WorkEstimate.bytes(LARGE, LONG, DType.BFLOAT16, 32))
        .isGreaterThan(WorkEstimate.bytes(LARGE, SHORT, DType.BFLOAT16, 32));
  }

  @Test
  void simulated_activations_cost_time_and_threads_save_it() {
    Format format = FormatParser.parse("w8a8-int");
    double one = WorkEstimate.seconds(POCKET, SHORT, format, DType.FLOAT32, 1);
    assertThat(one).isGreaterThan(seconds(POCKET, SHORT));
    assertThat(WorkEstimate.seconds(POCKET, SHORT, format, DType.FLOAT32, 4)).isLessThan(one);
  }

  private static double seconds(long parameters, TaskShape shape) {
    return WorkEstimate.seconds(parameters, shape, Format.baseline(), DType.FLOAT32, 1);
  }
}
