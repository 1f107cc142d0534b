package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/** Linear layers to test solvers on, and what quantizing does to their outputs. */
public final class Layers {
  private static final int SHARED = 8;

  private Layers() {}

  /**
   * Weights of a few large ones among many small, inputs whose columns move together and differ in
   * size, as those of language models do.
   */
  public static LinearLayer correlated(int rows, int columns, Scheme scheme, long seed) {
    return of(
        weights(rows, columns, seed),
        rows,
        columns,
        scheme,
        Optional.of(statistics(inputs(4 * columns + 64, columns, seed), columns)));
  }

  /** A layer of those weights, computed in float32. */
  public static LinearLayer of(
      float[] weights, int rows, int columns, Scheme scheme, Optional<InputStatistics> inputs) {
    return new LinearLayer(
        "layer.under.test", weights, rows, columns, scheme, Float32.TYPE, inputs);
  }

  /** Row-major {@code [rows, columns]}. */
  public static float[] weights(int rows, int columns, long seed) {
    Random random = new Random(seed);
    float[] weights = new float[rows * columns];
    for (int i = 0; i < weights.length; i++) {
      double tail = random.nextInt(50) == 0 ? 4 : 1;
      weights[i] = (float) (random.nextGaussian() * tail * 0.05);
    }
    return weights;
  }

  /** Row-major {@code [tokens, columns]}: a few shared directions, noise, columns of many sizes. */
  public static float[] inputs(int tokens, int columns, long seed) {
    Random random = new Random(seed + 1);
    double[] mixing = new double[SHARED * columns];
    double[] size = new double[columns];
    for (int i = 0; i < mixing.length; i++) {
      mixing[i] = random.nextGaussian();
    }
    for (int column = 0; column < columns; column++) {
      size[column] = Math.exp(random.nextGaussian());
    }
    float[] x = new float[tokens * columns];
    for (int token = 0; token < tokens; token++) {
      double[] shared = random.doubles(SHARED, -1.7, 1.7).toArray();
      for (int column = 0; column < columns; column++) {
        double value = 0.5 * random.nextGaussian();
        for (int k = 0; k < SHARED; k++) {
          value += shared[k] * mixing[k * columns + column];
        }
        x[token * columns + column] = (float) (value * size[column]);
      }
    }
    return x;
  }

  /** What calibration on {@code x [tokens, columns]} gathers. */
  public static InputStatistics statistics(float[] x, int columns) {
    int tokens = x.length / columns;
    double[] moments = new double[columns * columns];
    double[] mean = new double[columns];
    double[] signed = new double[columns];
    float[] largest = new float[columns];
    float[] low = new float[columns];
    float[] high = new float[columns];
    Arrays.fill(low, Float.POSITIVE_INFINITY);
    Arrays.fill(high, Float.NEGATIVE_INFINITY);
    for (int token = 0; token < tokens; token++) {
      for (int i = 0; i < columns; i++) {
        float a = x[token * columns + i];
        mean[i] += Math.abs(a) / tokens;
        signed[i] += (double) a / tokens;
        largest[i] = Math.max(largest[i], Math.abs(a));
        low[i] = Math.min(low[i], a);
        high[i] = Math.max(high[i], a);
        for (int j = 0; j < columns; j++) {
          moments[i * columns + j] += (double) a * x[token * columns + j];
        }
      }
    }
    float[] second = new float[columns * columns];
    for (int i = 0; i < second.length; i++) {
      second[i] = (float) (moments[i] / tokens);
    }
    return new InputStatistics(
        columns, tokens, second, floats(signed), largest, floats(mean), low, high);
  }

  private static float[] floats(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }

  /** Mean square of {@code (W' - W) x} over the inputs, summed over rows. */
  public static double outputError(LinearLayer layer, float[] values) {
    int columns = layer.columns();
    float[] moments = layer.inputs().orElseThrow().secondMoments();
    double sum = 0;
    double[] error = new double[columns];
    for (int row = 0; row < layer.rows(); row++) {
      for (int i = 0; i < columns; i++) {
        error[i] = (double) values[row * columns + i] - layer.weights()[row * columns + i];
      }
      for (int i = 0; i < columns; i++) {
        double product = 0;
        for (int j = 0; j < columns; j++) {
          product += moments[i * columns + j] * error[j];
        }
        sum += error[i] * product;
      }
    }
    return sum;
  }

  /** The output error of rounding to nearest under the layer's scheme. */
  public static double roundToNearestError(LinearLayer layer) {
    return outputError(
        layer,
        RoundToNearest.quantize(
                layer.weights(), layer.rows(), layer.columns(), layer.scheme(), layer.arithmetic())
            .dequantize());
  }
}
