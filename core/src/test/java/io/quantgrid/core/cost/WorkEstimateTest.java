package io.quantgrid.core.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.Compute;
import io.quantgrid.kernels.tensor.DType;
import java.util.List;
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
    assertThat(bytes(SHORT, Format.baseline())).isBetween(16_000_000_000L, 20_000_000_000L);
    assertThat(bytes(LONG, Format.baseline())).isGreaterThan(bytes(SHORT, Format.baseline()));
  }

  @Test
  void simulated_activations_cost_time_and_threads_save_it() {
    Format format = FormatParser.parse("w8a8-int");
    double one = seconds(format, Compute.SIMULATED, SHORT, 1);
    assertThat(one).isGreaterThan(seconds(POCKET, SHORT));
    assertThat(seconds(format, Compute.SIMULATED, SHORT, 4)).isLessThan(one);
  }

  @Test
  void native_products_save_time_but_where_weights_are_unpacked_for_long_prompts() {
    Format both = FormatParser.parse("w8a8-int");
    Format weights = FormatParser.parse("w4a16");
    for (TaskShape shape : List.of(SHORT, LONG, GENERATING)) {
      assertThat(seconds(both, Compute.NATIVE, shape, 1))
          .isLessThan(seconds(both, Compute.SIMULATED, shape, 1));
    }
    assertThat(seconds(weights, Compute.NATIVE, GENERATING, 1))
        .isLessThan(seconds(weights, Compute.SIMULATED, GENERATING, 1));
    assertThat(seconds(weights, Compute.NATIVE, LONG, 1))
        .isGreaterThan(seconds(weights, Compute.SIMULATED, LONG, 1));
    assertThat(bytes(SHORT, weights)).isLessThan(bytes(SHORT, Format.baseline()) / 2);
  }

  private static double seconds(Format format, Compute compute, TaskShape shape, int threads) {
    return WorkEstimate.seconds(POCKET, shape, format, compute, DType.FLOAT32, threads);
  }

  private static long bytes(TaskShape shape, Format format) {
    return WorkEstimate.bytes(LARGE, shape, format, Compute.NATIVE, DType.BFLOAT16, 32);
  }

  private static double seconds(long parameters, TaskShape shape) {
    return WorkEstimate.seconds(
        parameters, shape, Format.baseline(), Compute.NATIVE, DType.FLOAT32, 1);
  }
}
