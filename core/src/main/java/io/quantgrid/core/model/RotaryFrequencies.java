package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Position.Rotary;
import io.quantgrid.core.model.architecture.RopeScaling;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Angles per position of the rotary embedding (arXiv 2104.09864), one a pair of dimensions, and
 * what cosines and sines are multiplied with.
 *
 * @param inverse radians per position, {@code dim / 2} of them
 */
record RotaryFrequencies(float[] inverse, double amplitude) {

  /** Of texts of any length, or of those up to the length that a rotary embedding tells apart. */
  static RotaryFrequencies of(Rotary rotary) {
    double[] trained = trained(rotary.width(), rotary.theta());
    RopeScaling scaling = rotary.scaling();
    if (scaling instanceof RopeScaling.Linear linear) {
      return of(map(trained, angle -> angle / linear.factor()), 1);
    }
    if (scaling instanceof RopeScaling.Llama3 llama3) {
      return of(map(trained, angle -> llama3(angle, llama3)), 1);
    }
    if (scaling instanceof RopeScaling.Yarn yarn) {
      return of(
          yarn(trained, rotary.width(), rotary.theta(), yarn),
          yarn.attentionFactor().orElse(yarn.factor() > 1 ? 0.1 * Math.log(yarn.factor()) + 1 : 1));
    }
    if (scaling instanceof RopeScaling.LongRope longRope) {
      return divided(trained, longRope.shortFactors(), longRope.amplitude());
    }
    return of(trained, 1);
  }

  /** Of texts longer than the length that a rotary embedding tells apart, where it does. */
  static Optional<RotaryFrequencies> ofLongTexts(Rotary rotary) {
    return rotary.scaling() instanceof RopeScaling.LongRope longRope
        ? Optional.of(
            divided(
                trained(rotary.width(), rotary.theta()),
                longRope.longFactors(),
                longRope.amplitude()))
        : Optional.empty();
  }

  private static RotaryFrequencies divided(
      double[] trained, List<Double> factors, double amplitude) {
    double[] inverse = new double[trained.length];
    for (int pair = 0; pair < inverse.length; pair++) {
      inverse[pair] = trained[pair] / factors.get(pair);
    }
    return of(inverse, amplitude);
  }

  private static RotaryFrequencies of(double[] inverse, double amplitude) {
    float[] rounded = new float[inverse.length];
    for (int pair = 0; pair < rounded.length; pair++) {
      rounded[pair] = (float) inverse[pair];
    }
    return new RotaryFrequencies(rounded, amplitude);
  }

  private static double[] trained(int dim, double theta) {
    double[] inverse = new double[dim / 2];
    for (int pair = 0; pair < inverse.length; pair++) {
      inverse[pair] = Math.pow(theta, -2.0 * pair / dim);
    }
    return inverse;
  }

  private static double[] map(double[] values, DoubleUnaryOperator f) {
    return Arrays.stream(values).map(f).toArray();
  }

  private static double llama3(double angle, RopeScaling.Llama3 scaling) {
    double wavelength = 2 * Math.PI / angle;
    double turns = scaling.originalMaxLength() / wavelength;
    if (turns < scaling.lowFrequencyFactor()) {
      return angle / scaling.factor();
    }
    if (turns > scaling.highFrequencyFactor()) {
      return angle;
    }
    double smooth =
        (turns - scaling.lowFrequencyFactor())
            / (scaling.highFrequencyFactor() - scaling.lowFrequencyFactor());
    return (1 - smooth) * angle / scaling.factor() + smooth * angle;
  }

  private static double[] yarn(double[] trained, int dim, double theta, RopeScaling.Yarn scaling) {
    double low = pairThatTurns(scaling.betaFast(), dim, theta, scaling.originalMaxLength());
    double high = pairThatTurns(scaling.betaSlow(), dim, theta, scaling.originalMaxLength());
    if (scaling.truncate()) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, dim - 1);
    if (low == high) {
      high += 0.001; // as the reference does: no division by zero
    }
    double[] inverse = new double[trained.length];
    for (int pair = 0; pair < inverse.length; pair++) {
      double interpolated = Math.max(0, Math.min(1, (pair - low) / (high - low)));
      inverse[pair] =
          trained[pair] / scaling.factor() * interpolated + trained[pair] * (1 - interpolated);
    }
    return inverse;
  }

  /** The pair, as a real number, that turns {@code rotations} times over the original length. */
  private static double pairThatTurns(double rotations, int dim, double theta, int length) {
    return dim * Math.log(length / (rotations * 2 * Math.PI)) / (2 * Math.log(theta));
  }

  /**
   * Cosines and sines of positions {@code 0 .. positions - 1}, {@code [positions, dim]} each, both
   * halves of {@code dim} alike. Angles are float32 products, as the reference computes them.
   */
  float[][] cosAndSin(int positions) {
    int half = inverse.length;
    float[] cos = new float[Math.multiplyExact(positions, 2 * half)];
    float[] sin = new float[cos.length];
    for (int position = 0; position < positions; position++) {
      for (int pair = 0; pair < half; pair++) {
        float angle = position * inverse[pair];
        int at = position * 2 * half + pair;
        cos[at] = (float) (Math.cos(angle) * amplitude);
        sin[at] = (float) (Math.sin(angle) * amplitude);
        cos[at + half] = cos[at];
        sin[at + half] = sin[at];
      }
    }
    return new float[][] {cos, sin};
  }
}
