package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Seeded layers as those of language models: weights with heavy tails, inputs that are correlated,
 * heavy-tailed too, and much larger in a few columns.
 */
public final class HeavyTails {
  private static final int HIDDEN = 4; // columns per latent factor
  private static final double NOISE = 0.3;
  private static final double STRONG = 8;

  private HeavyTails() {}

  /** A layer with inputs of {@code 4 * columns} tokens. */
  public static LinearLayer layer(int rows, int columns, String scheme, long seed) {
    return new LinearLayer(
        "layer",
        weights(rows, columns, seed),
        rows,
        columns,
        SchemeParser.parse(scheme),
        Float16.TYPE,
        Optional.of(Layers.statistics(inputs(4 * columns, columns, seed), columns)));
  }

  /** The same under another scheme. */
  public static LinearLayer with(LinearLayer layer, String scheme) {
    Scheme other = SchemeParser.parse(scheme);
    return new LinearLayer(
        layer.name(),
        layer.weights(),
        layer.rows(),
        layer.columns(),
        other,
        layer.arithmetic(),
        layer.inputs());
  }

  /** The same with other weights. */
  public static LinearLayer with(LinearLayer layer, float[] weights) {
    return new LinearLayer(
        layer.name(),
        weights,
        layer.rows(),
        layer.columns(),
        layer.scheme(),
        layer.arithmetic(),
        layer.inputs());
  }

  /** Student's t of 4 degrees of freedom, of spread 0.02. */
  public static float[] weights(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] out = new float[rows * columns];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (0.02 * student(random, 4));
    }
    return out;
  }

  /**
   * Inputs {@code [tokens, columns]}: few latent factors and noise, some columns 8 times larger.
   */
  public static float[] inputs(int tokens, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    int factors = Math.max(1, columns / HIDDEN);
    double[] mixing = new double[factors * columns];
    for (int i = 0; i < mixing.length; i++) {
      mixing[i] = random.nextGaussian() / Math.sqrt(factors);
    }
    double[] strength = new double[columns];
    for (int j = 0; j < columns; j++) {
      strength[j] = random.nextInt(32) == 0 ? STRONG : Math.exp(0.5 * random.nextGaussian());
    }
    float[] out = new float[tokens * columns];
    double[] latent = new double[factors];
    for (int t = 0; t < tokens; t++) {
      for (int k = 0; k < factors; k++) {
        latent[k] = student(random, 6);
      }
      for (int j = 0; j < columns; j++) {
        double sum = NOISE * random.nextGaussian();
        for (int k = 0; k < factors; k++) {
          sum += latent[k] * mixing[k * columns + j];
        }
        out[t * columns + j] = (float) (sum * strength[j]);
      }
    }
    return out;
  }

  /** Mean square of the error of the layer's outputs, relative to that of the outputs. */
  public static double outputError(LinearLayer layer, float[] values) {
    return Layers.outputError(layer, values)
        / Layers.outputError(layer, new float[layer.weights().length]);
  }

  /** The same of rounding to nearest to another scheme. */
  public static double nearestError(LinearLayer layer, String scheme) {
    LinearLayer other = with(layer, scheme);
    return Layers.roundToNearestError(other)
        / Layers.outputError(layer, new float[layer.weights().length]);
  }

  /** Bits per weight of rounding to nearest to another scheme. */
  public static double nearestBits(LinearLayer layer, String scheme) {
    LinearLayer other = with(layer, scheme);
    return bitsPerWeight(
        layer,
        RoundToNearest.quantize(
                layer.weights(), layer.rows(), layer.columns(), other.scheme(), layer.arithmetic())
            .storedBits());
  }

  /** Mean square of the weights' error, relative to that of the weights. */
  public static double weightError(LinearLayer layer, float[] quantized) {
    double error = 0;
    double power = 0;
    for (int i = 0; i < quantized.length; i++) {
      error += Math.pow(layer.weights()[i] - quantized[i], 2);
      power += Math.pow(layer.weights()[i], 2);
    }
    return error / power;
  }

  public static double bitsPerWeight(LinearLayer layer, long bits) {
    return (double) bits / layer.weights().length;
  }

  /** Of unit variance. */
  private static double student(SplittableRandom random, int freedom) {
    double squares = 0;
    for (int i = 0; i < freedom; i++) {
      double z = random.nextGaussian();
      squares += z * z;
    }
    return random.nextGaussian()
        / Math.sqrt(squares / freedom)
        * Math.sqrt((freedom - 2.0) / freedom);
  }
}
