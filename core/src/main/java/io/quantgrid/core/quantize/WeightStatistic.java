package io.quantgrid.core.quantize;

import io.quantgrid.core.quantize.Allocation.Layer;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.RoundToNearest;

/** What says of a layer's weights how hard they are to quantize. */
enum WeightStatistic {
  /** Largest less smallest weight (arXiv 2408.15301, section 4.1). */
  WEIGHT_RANGE {
    @Override
    double of(float[] weights, Layer layer, Scheme scheme) {
      float low = 0;
      float high = 0;
      for (float weight : weights) {
        low = Math.min(low, weight);
        high = Math.max(high, weight);
      }
      return (double) high - low;
    }
  },
  /** Fourth central moment over the squared second: 3 for normal weights. */
  KURTOSIS {
    @Override
    double of(float[] weights, Layer layer, Scheme scheme) {
      double sum = 0;
      for (float weight : weights) {
        sum += weight;
      }
      double mean = sum / Math.max(1, weights.length);
      double second = 0;
      double fourth = 0;
      for (float weight : weights) {
        double square = (weight - mean) * (weight - mean);
        second += square;
        fourth += square * square;
      }
      return second == 0 ? 0 : fourth * weights.length / (second * second);
    }
  },
  /** Sum of squared errors of rounding to nearest over the sum of squared weights. */
  WEIGHT_ERROR {
    @Override
    double of(float[] weights, Layer layer, Scheme scheme) {
      Scheme applied = SchemePlan.applied(scheme, layer.columns());
      float[] rounded =
          RoundToNearest.quantize(
                  weights, layer.rows(), layer.columns(), applied, layer.arithmetic())
              .dequantize();
      double errors = 0;
      double squares = 0;
      for (int i = 0; i < weights.length; i++) {
        double error = (double) rounded[i] - weights[i];
        errors += error * error;
        squares += (double) weights[i] * weights[i];
      }
      return squares == 0 ? 0 : errors / squares;
    }
  };

  /**
   * @param weights row-major {@code [rows, columns]}
   * @param scheme that the layer is to be quantized to
   */
  abstract double of(float[] weights, Layer layer, Scheme scheme);
}
