package io.quantgrid.kernels.solve.bias;

import io.quantgrid.kernels.solve.Compensation;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.tensor.Engine;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Corrects the mean of a layer's outputs (arXiv 1906.04721, section 4.2, equation 17): {@code bias
 * += (W - Q) E[x]}, with the mean of the inputs that calibration saw.
 *
 * <p>Notes: {@code bias_shift}, the root mean square of what is added.
 */
public record BiasCorrection() implements Compensation {
  @Override
  public Solution compensate(LinearLayer layer, Solution found, Engine engine) {
    int columns = layer.columns();
    float[] mean = layer.calibration("bias_correction").mean();
    float[] values = found.weight().dequantize();
    float[] bias = found.bias().map(float[]::clone).orElseGet(() -> new float[layer.rows()]);
    double squares = 0;
    for (int row = 0; row < layer.rows(); row++) {
      double shift = 0;
      for (int column = 0; column < columns; column++) {
        int i = row * columns + column;
        shift += ((double) layer.weights()[i] - values[i]) * mean[column];
      }
      bias[row] += (float) shift;
      squares += shift * shift;
    }
    TreeMap<String, Double> notes = new TreeMap<>(found.notes());
    notes.put("bias_shift", layer.rows() == 0 ? 0 : Math.sqrt(squares / layer.rows()));
    return new Solution(found.weight(), Optional.of(bias), notes);
  }
}
