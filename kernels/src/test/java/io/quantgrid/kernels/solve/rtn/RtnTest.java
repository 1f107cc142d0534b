package io.quantgrid.kernels.solve.rtn;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.scheme.Clipping;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.solve.Layers;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RtnTest extends SolverContractTest {
  @Override
  protected Solver solver() {
    return Rtn.defaults();
  }

  @Override
  protected Claims claims() {
    return new Claims(Calibration.UNUSED, Damping.NONE, Outputs.AT_MOST_NEAREST);
  }

  private QuantizedMatrix quantize(Rtn rtn, LinearLayer layer) {
    return ((Plain) rtn.solve(layer, engine).weight()).matrix();
  }

  @Test
  void it_is_round_to_nearest() {
    LinearLayer layer = Layers.correlated(8, 64, scheme(), 1);
    QuantizedMatrix expected =
        RoundToNearest.quantize(layer.weights(), 8, 64, scheme(), layer.arithmetic());
    QuantizedMatrix found = quantize(Rtn.defaults(), layer);
    assertThat(found.codes()).isEqualTo(expected.codes());
    assertThat(found.scales()).isEqualTo(expected.scales());
  }

  @Test
  void clipping_to_the_least_error_lowers_the_error_of_weights() {
    LinearLayer layer = Layers.correlated(32, 256, scheme(), 1);
    Rtn clipped = new Rtn(Optional.of(new Clipping.Mse()));
    assertThat(error(layer, quantize(clipped, layer)))
        .isLessThan(0.98 * error(layer, quantize(Rtn.defaults(), layer)));
  }

  private static double error(LinearLayer layer, QuantizedMatrix matrix) {
    float[] values = matrix.dequantize();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = (double) values[i] - layer.weights()[i];
      sum += difference * difference;
    }
    return sum;
  }
}
