package io.quantgrid.kernels.solve.outliers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.form.FormRoundTrip;
import io.quantgrid.kernels.form.Sparse;
import io.quantgrid.kernels.form.Sum;
import io.quantgrid.kernels.solve.Layers;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import io.quantgrid.kernels.solve.rtn.Rtn;
import org.junit.jupiter.api.Test;

final class SparseOutliersTest extends SolverContractTest {
  @Override
  protected Solver solver() {
    return SparseOutliers.defaults().after(Rtn.defaults());
  }

  @Override
  protected Claims claims() {
    return Claims.ofWeights();
  }

  @Test
  void more_outliers_leave_less_error_of_outputs() {
    LinearLayer layer = Layers.correlated(48, 128, scheme(), 4);
    double last = Layers.roundToNearestError(layer);
    for (double share : new double[] {0.01, 0.05, 0.25}) {
      Solution solution = new SparseOutliers(share).after(Rtn.defaults()).solve(layer, engine);
      assertThat(solution.notes().get("outliers")).isBetween(share * 6000, share * 6144 + 1);
      double error = Layers.outputError(layer, solution.weight().dequantize());
      assertThat(error).isLessThan(last);
      last = error;
    }
  }

  @Test
  void sparse_matrices_are_read_back_whatever_the_width() {
    for (int columns : new int[] {64, 70_000}) {
      float[] dense = Layers.weights(3, columns, 1);
      boolean[] kept = new boolean[dense.length];
      for (int i = 5; i < kept.length; i += 11) {
        kept[i] = i / columns != 1; // a row without any
      }
      Sparse sparse = Sparse.of(3, columns, dense, kept);
      Sparse read = (Sparse) FormRoundTrip.check(sparse);
      assertThat(read.columnOf()).isEqualTo(sparse.columnOf());
    }
  }

  @Test
  void parts_of_different_shapes_are_no_sum() {
    Sparse a = Sparse.of(1, 2, new float[2], new boolean[2]);
    Sparse b = Sparse.of(2, 1, new float[2], new boolean[2]);
    assertThatThrownBy(() -> Sum.of(a, b)).hasMessageContaining("expected 1 x 2");
    assertThatThrownBy(() -> new SparseOutliers(0)).hasMessageContaining("share of 0.0");
  }
}
