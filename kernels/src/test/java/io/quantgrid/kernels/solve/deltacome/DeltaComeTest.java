package io.quantgrid.kernels.solve.deltacome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.form.FormRoundTrip;
import io.quantgrid.kernels.form.Sum;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.Layers;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Origin;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Svd;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DeltaComeTest extends SolverContractTest {
  private static final int ROWS = 96;
  private static final int COLUMNS = 128;

  /** Of weights around 0.1. */
  private static final float FULL_PRECISION = 1e-5f;

  /** The contract's layers, as if tuned from ones with half their weights. */
  @Override
  protected Solver solver() {
    return (layer, engine) -> {
      float[] base = layer.weights().clone();
      for (int i = 0; i < base.length; i++) {
        base[i] /= 2;
      }
      Origin origin = new Origin(base, Float32.TYPE, Optional.empty());
      return DeltaCome.defaults().solve(layer.from(Optional.of(origin)), engine);
    };
  }

  @Override
  protected Claims claims() {
    return Claims.ofWeights();
  }

  @Override
  protected Scheme scheme() {
    return SchemeParser.parse("int2/group32/asym");
  }

  /** A change of low rank and a little noise. */
  private static LinearLayer tuned(String scheme, boolean calibrated) {
    LinearLayer base = Layers.correlated(ROWS, COLUMNS, SchemeParser.parse(scheme), 4);
    Random random = new Random(9);
    float[] weights = base.weights().clone();
    for (int k = 0; k < 6; k++) {
      double size = 0.02 / (k + 1);
      double[] left = random.doubles(ROWS, -1, 1).toArray();
      double[] right = random.doubles(COLUMNS, -1, 1).toArray();
      for (int i = 0; i < weights.length; i++) {
        weights[i] += (float) (size * left[i / COLUMNS] * right[i % COLUMNS]);
      }
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] += (float) (5e-4 * random.nextGaussian());
    }
    return Layers.of(
            weights, ROWS, COLUMNS, base.scheme(), calibrated ? base.inputs() : Optional.empty())
        .from(Optional.of(new Origin(base.weights(), Float32.TYPE, Optional.empty())));
  }

  private double error(LinearLayer layer, DeltaCome solver) {
    return solver.solve(layer, engine).notes().get("delta_error");
  }

  @Test
  void the_error_falls_with_the_bits() {
    LinearLayer layer = tuned("int2/group32/asym/mse", false);
    double last = 1;
    for (double bits : new double[] {0.25, 0.5, 1, 2, 4, 8}) {
      Solution solution = new DeltaCome(2, 32, bits).solve(layer, engine);
      assertThat(solution.notes().get("delta_bits")).isLessThanOrEqualTo(bits);
      double error = solution.notes().get("delta_error");
      assertThat(error).as(bits + " bits").isLessThanOrEqualTo(last);
      last = error;
    }
    assertThat(error(layer, new DeltaCome(COLUMNS, 0, 20))).isLessThan(1e-3);
  }

  @Test
  void one_bit_a_weight_in_mixed_precision_keeps_most_of_the_change() {
    LinearLayer layer = tuned("int2/group32/asym/mse", false);
    double mixed = error(layer, DeltaCome.defaults());
    assertThat(mixed).isLessThan(0.2);
    assertThat(mixed).isLessThan(error(layer, new DeltaCome(0, 0, 1)));
  }

  @Test
  void vectors_of_inputs_found_on_the_inputs_lose_less_of_the_outputs() {
    LinearLayer calibrated = tuned("int2/group32/asym", true);
    LinearLayer plain = tuned("int2/group32/asym", false);
    Solution found = DeltaCome.defaults().solve(calibrated, engine);
    Solution rounded = DeltaCome.defaults().solve(plain, engine);
    assertThat(Layers.outputError(calibrated, found.weight().dequantize()))
        .isLessThan(Layers.outputError(calibrated, rounded.weight().dequantize()));
  }

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void the_split_without_rounding_is_the_tuned_weight() {
    LinearLayer layer = tuned("int2/group32/asym", false);
    float[] base = layer.origin().orElseThrow().base();
    float[] delta = layer.weights().clone();
    for (int i = 0; i < delta.length; i++) {
      delta[i] -= base[i];
    }
    try (Scope scope = engine.scope()) {
      Svd svd = engine.svd(engine.floats(delta, ROWS, COLUMNS));
      Tensor product = engine.matmul(engine.mul(svd.left(), svd.singular()), svd.right());
      float[] sum = engine.toFloats(engine.add(engine.floats(base, ROWS, COLUMNS), product));
      for (int i = 0; i < sum.length; i++) {
        assertThat(Math.abs(sum[i] - layer.weights()[i])).isLessThan(FULL_PRECISION);
      }
    }
  }

  @Test
  void the_base_is_stored_as_it_came_and_counted_apart() {
    LinearLayer layer = tuned("int2/group32/asym", false);
    float[] half = layer.origin().orElseThrow().base().clone();
    for (int i = 0; i < half.length; i++) {
      half[i] = Bfloat16.TYPE.round(half[i]);
    }
    Solution solution =
        DeltaCome.defaults()
            .solve(
                layer.from(Optional.of(new Origin(half, Bfloat16.TYPE, Optional.empty()))), engine);
    Sum sum = (Sum) FormRoundTrip.check(solution.weight());
    assertThat(sum.parts().get(0).dequantize()).isEqualTo(half);
    double bits = (double) sum.storedBits() / (ROWS * COLUMNS);
    assertThat(bits).isEqualTo(16 + solution.notes().get("delta_bits"));
  }

  @Test
  void a_layer_that_tuning_left_alone_is_the_base() {
    LinearLayer layer = tuned("int2/group32/asym", false);
    LinearLayer same = layer.withWeights(layer.origin().orElseThrow().base());
    Solution solution = DeltaCome.defaults().solve(same, engine);
    assertThat(solution.weight().dequantize()).isEqualTo(same.weights());
    assertThat(solution.notes()).containsEntry("delta_error", 0.0);
  }

  @Test
  void what_it_cannot_work_on_is_named() {
    LinearLayer layer = tuned("int2/group32/asym", false);
    assertThatThrownBy(() -> DeltaCome.defaults().solve(layer.from(Optional.empty()), engine))
        .hasMessageContaining("by delta_come without the model that it was tuned from");
    assertThatThrownBy(() -> DeltaCome.defaults().solve(tuned("fp4_e2m1/group32", false), engine))
        .hasMessageContaining("expected integers in groups, as int2/group128/asym");
    Origin other = new Origin(new float[3], Float32.TYPE, Optional.empty());
    assertThatThrownBy(() -> DeltaCome.defaults().solve(layer.from(Optional.of(other)), engine))
        .hasMessageContaining("the base model's has 3 weights (expected 96 x 128)");
    assertThatThrownBy(() -> new DeltaCome(-1, 0, 1)).hasMessageContaining("-1 vectors in 8 bits");
  }
}
