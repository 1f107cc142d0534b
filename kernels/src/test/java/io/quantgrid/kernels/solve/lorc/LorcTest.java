package io.quantgrid.kernels.solve.lorc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.form.FormRoundTrip;
import io.quantgrid.kernels.form.Sum;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.Layers;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import io.quantgrid.kernels.solve.rtn.Rtn;
import io.quantgrid.kernels.tensor.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LorcTest extends SolverContractTest {
  /** Factors in float16 (11 bits) move a squared error by a few parts in a thousand. */
  private static final double FACTORS = 5e-3;

  @Override
  protected Solver solver() {
    return Lorc.defaults().after(Rtn.defaults());
  }

  @Override
  protected Claims claims() {
    return Claims.ofWeights();
  }

  private double squaredError(LinearLayer layer, Solution solution) {
    float[] values = solution.weight().dequantize();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double error = (double) values[i] - layer.weights()[i];
      sum += error * error;
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(Lorc.Factors.class)
  void the_error_falls_with_every_rank(Lorc.Factors factors) {
    LinearLayer layer = Layers.correlated(48, 64, SchemeParser.parse("int3/channel"), 1);
    double last = squaredError(layer, Rtn.defaults().solve(layer, engine));
    for (int rank = 1; rank <= 48; rank++) {
      Solution solution = new Lorc(rank, factors).after(Rtn.defaults()).solve(layer, engine);
      double error = squaredError(layer, solution);
      assertThat(error).as("rank %d", rank).isLessThan(last);
      last = error;
    }
  }

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void the_error_is_that_of_the_singular_values_left_out() {
    LinearLayer layer = Layers.correlated(48, 64, SchemeParser.parse("int3/channel"), 2);
    Solution nearest = Rtn.defaults().solve(layer, engine);
    float[] error = nearest.weight().dequantize();
    for (int i = 0; i < error.length; i++) {
      error[i] = layer.weights()[i] - error[i];
    }
    float[] singular;
    try (Scope scope = engine.scope()) {
      singular = engine.toFloats(engine.svd(engine.floats(error, 48, 64)).singular());
    }
    for (int rank : new int[] {1, 4, 8, 24}) {
      double tail = 0;
      for (int i = rank; i < singular.length; i++) {
        tail += (double) singular[i] * singular[i];
      }
      Solution solution = new Lorc(rank, Lorc.Factors.FLOAT16).compensate(layer, nearest, engine);
      assertThat(squaredError(layer, solution))
          .isBetween((1 - FACTORS) * tail, (1 + FACTORS) * tail);
    }
  }

  @ParameterizedTest
  @EnumSource(Lorc.Factors.class)
  void sums_and_factors_are_read_back(Lorc.Factors factors) {
    LinearLayer layer = Layers.correlated(16, 64, scheme(), 1);
    Sum sum = (Sum) new Lorc(3, factors).after(Rtn.defaults()).solve(layer, engine).weight();
    FormRoundTrip.check(sum);
    long bytes = factors == Lorc.Factors.INT8 ? 1 : 2;
    assertThat(sum.storedBits())
        .isEqualTo(sum.parts().get(0).storedBits() + 8 * (bytes * 3 * (16 + 64) + 3 * 4));
  }

  @Test
  void a_rank_below_one_is_refused() {
    assertThatThrownBy(() -> new Lorc(0, Lorc.Factors.INT8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rank 0");
  }
}
