package io.quantgrid.kernels.solve.spqr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.form.FormRoundTrip;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.Layers;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import io.quantgrid.kernels.solve.gptq.Gptq;
import org.junit.jupiter.api.Test;

final class SpqrTest extends SolverContractTest {
  private static final Scheme THREE_BITS = SchemeParser.parse("int3/group16/asym");

  @Override
  protected Solver solver() {
    return Spqr.defaults();
  }

  @Override
  protected Scheme scheme() {
    return THREE_BITS;
  }

  @Override
  protected Claims claims() {
    return Claims.ofSecondMoments();
  }

  private double error(LinearLayer layer, Solver solver) {
    return Layers.outputError(layer, solver.solve(layer, engine).weight().dequantize());
  }

  @Test
  void outliers_are_few_and_lower_the_error() {
    LinearLayer layer = Layers.correlated(64, 256, THREE_BITS, 3);
    Solution with = Spqr.defaults().solve(layer, engine);
    Spqr none = new Spqr(1, Double.POSITIVE_INFINITY, 3, 16);
    assertThat(none.solve(layer, engine).notes()).containsEntry("outliers", 0.0);
    double outliers = with.notes().get("outliers");
    assertThat(outliers).isBetween(1.0, 0.05 * 64 * 256);
    assertThat(Layers.outputError(layer, with.weight().dequantize()))
        .isLessThan(0.8 * error(layer, none));
  }

  @Test
  void it_is_better_than_gptq_at_as_many_bits_of_codes() {
    LinearLayer spqr = Layers.correlated(64, 256, THREE_BITS, 5);
    LinearLayer gptq = Layers.correlated(64, 256, SchemeParser.parse("int3/group128/asym"), 5);
    assertThat(error(spqr, Spqr.defaults())).isLessThan(error(gptq, Gptq.defaults()));
  }

  @Test
  void bits_of_codes_scales_and_outliers_are_counted() {
    LinearLayer layer = Layers.correlated(64, 256, THREE_BITS, 3);
    Solution solution = Spqr.defaults().solve(layer, engine);
    long outliers = solution.notes().get("outliers").longValue();
    long codes = 64 * 256 * 3;
    long scales = 2 * (16 * 64 * 3 + 16 * 4 * 2 * 16);
    long sparse = outliers * (16 + 16) + 64 * 16;
    assertThat(solution.weight().storedBits()).isEqualTo(codes + scales + sparse + 256 * 8);
  }

  @Test
  void groups_and_outliers_are_read_back() {
    LinearLayer layer = Layers.correlated(20, 72, THREE_BITS, 3);
    FormRoundTrip.check(Spqr.defaults().solve(layer, engine).weight());
  }

  @Test
  void other_types_and_parameters_out_of_range_are_refused() {
    LinearLayer layer = Layers.correlated(4, 32, SchemeParser.parse("fp4_e2m1/group16"), 1);
    assertThatThrownBy(() -> Spqr.defaults().solve(layer, engine))
        .hasMessageContaining("expected int2 to int8");
    assertThatThrownBy(() -> new Spqr(0, 0.2, 3, 16)).hasMessageContaining("damping 0.0");
    assertThatThrownBy(() -> new Spqr(1, 0, 3, 16)).hasMessageContaining("threshold 0.0");
    assertThatThrownBy(() -> new Spqr(1, 0.2, 9, 16)).hasMessageContaining("9 bits");
    assertThatThrownBy(() -> new Spqr(1, 0.2, 3, 48)).hasMessageContaining("48 rows");
  }
}
