package io.quantgrid.core.quantize;

import io.quantgrid.core.quantize.LayerStatistics.Errors;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.OutputError;
import io.quantgrid.kernels.tensor.Engine;
import java.util.Optional;

/** Measures what quantizing does to a layer. */
final class LayerErrors {
  private final LinearLayer layer;
  private final Engine engine;
  private final double squares;
  private final Optional<Double> power;

  LayerErrors(LinearLayer layer, Engine engine) {
    this.layer = layer;
    this.engine = engine;
    double sum = 0;
    for (float weight : layer.weights()) {
      sum += (double) weight * weight;
    }
    this.squares = sum;
    this.power = layer.inputs().map(inputs -> output(inputs, layer.weights()));
  }

  private double output(InputStatistics inputs, float[] matrix) {
    try (OutputError outputs = new OutputError(engine, inputs.secondMoments(), layer.columns())) {
      return outputs.mean(matrix);
    }
  }

  /**
   * @param found what stands for the layer's weights
   */
  Errors of(float[] found) {
    float[] difference = new float[found.length];
    double errors = 0;
    for (int i = 0; i < found.length; i++) {
      difference[i] = layer.weights()[i] - found[i];
      errors += (double) difference[i] * difference[i];
    }
    Optional<Double> output = layer.inputs().map(inputs -> output(inputs, difference));
    return new Errors(
        found.length == 0 ? 0 : errors / found.length,
        decibels(squares, errors),
        output,
        output.map(noise -> decibels(power.orElseThrow(), noise)));
  }

  private static double decibels(double signal, double noise) {
    return noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
  }
}
