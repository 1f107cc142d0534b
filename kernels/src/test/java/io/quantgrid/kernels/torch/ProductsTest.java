package io.quantgrid.kernels.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One row times a large matrix, which takes a way of its own. */
@SuppressWarnings("try") // scopes are there to be closed
final class ProductsTest {
  private static final int IN = 771;
  private static final int OUT = 1029;

  /** Sums of 771 products in float32, in any order, of magnitudes that sum to about 500. */
  private static final double FLOAT32_TOLERANCE = 771 * 0x1p-24 * 500;

  private final Engine engine = Engines.named("torch");

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16", "FLOAT16"})
  void one_row_equals_the_first_of_two(DType dtype) {
    try (Scope scope = engine.scope()) {
      Tensor x = engine.cast(engine.floats(random(2 * IN), 1, 2, IN), dtype);
      Tensor weight = engine.cast(engine.floats(random(OUT * IN), OUT, IN), dtype);
      float[] two = engine.toFloats(engine.linear(x, weight));
      Tensor one = engine.linear(engine.narrow(x, 1, 0, 1), weight);
      assertThat(one.shape()).containsExactly(1, 1, OUT);
      assertThat(one.dtype()).isEqualTo(dtype);
      float[] values = engine.toFloats(one);
      for (int i = 0; i < OUT; i++) {
        // a unit in the last place of the type where two orders of summing round apart
        double unit = dtype == DType.FLOAT32 ? 0 : dtype == DType.BFLOAT16 ? 0x1p-7 : 0x1p-10;
        double allowed = FLOAT32_TOLERANCE + unit * Math.abs(two[i]);
        assertThat((double) values[i]).isBetween(two[i] - allowed, two[i] + allowed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void a_row_of_another_width_is_refused(DType dtype) {
    try (Scope scope = engine.scope()) {
      Tensor weight = engine.zeros(dtype, OUT, IN);
      assertThatThrownBy(() -> engine.linear(engine.zeros(dtype, 1, IN - 1), weight))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static float[] random(int n) {
    Random random = new Random(n);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
