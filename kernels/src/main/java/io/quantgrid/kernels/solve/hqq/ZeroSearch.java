package io.quantgrid.kernels.solve.hqq;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.FloatType;

/** Finds scale and zero point of one group after the other. */
final class ZeroSearch {
  /** Beyond that many steps from zero, a range is widened to reach it: zeros have 11 bits. */
  private static final float FARTHEST = 1024;

  private final HalfQuadratic parameters;
  private final float lowest;
  private final float highest;
  private final FloatType type;
  private float scale;
  private float zero;
  private double before;
  private double after;
  private long iterations;
  private long groups;

  ZeroSearch(HalfQuadratic parameters, ElementType element, FloatType type) {
    this.parameters = parameters;
    this.lowest = element.smallest();
    this.highest = element.largest();
    this.type = type;
  }

  /** The scale last found, as stored. */
  float scale() {
    return scale;
  }

  /** The zero point last found, as stored: a value of float16. */
  float zero() {
    return zero;
  }

  /** By which share the norm of all errors fell. */
  double fall() {
    return before == 0 ? 0 : 1 - after / before;
  }

  double meanIterations() {
    return groups == 0 ? 0 : (double) iterations / groups;
  }

  void find(float[] weights, int start, int end) {
    range(weights, start, end);
    float current = zero;
    double least = error(weights, start, end, current);
    before += least;
    double last = least;
    double penalty = parameters.penalty();
    for (int i = 0; i < parameters.iterations(); i++, penalty *= parameters.growth()) {
      current = Float16.TYPE.round((float) next(weights, start, end, current, penalty));
      double error = error(weights, start, end, current);
      iterations++;
      if (error < least) {
        least = error;
        zero = current;
      }
      if (error >= last) {
        break; // as the authors: no further once it does not fall
      }
      last = error;
    }
    after += least;
    groups++;
  }

  void encode(float[] weights, int start, int end, byte[] codes) {
    for (int i = start; i < end; i++) {
      codes[i] = (byte) code(weights[i], zero);
    }
  }

  private double code(float weight, float at) {
    double code = Math.rint((double) weight / scale + at);
    return Math.max(lowest, Math.min(highest, code));
  }

  /** Scale and zero point of the extremes. */
  private void range(float[] weights, int start, int end) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int i = start; i < end; i++) {
      low = Math.min(low, weights[i]);
      high = Math.max(high, weights[i]);
    }
    double steps = (double) highest - lowest;
    if (Math.max(-low, high) * steps > FARTHEST * ((double) high - low)) {
      low = Math.min(0, low);
      high = Math.max(0, high);
    }
    scale = type.round((float) (((double) high - low) / steps));
    if (scale == 0) {
      scale = 1; // zeros, or less than a step of the type: all become zero
    }
    if (!Float.isFinite(scale)) {
      throw new IllegalArgumentException(
          "Cannot quantize weights from "
              + low
              + " to "
              + high
              + ": their range is too large for "
              + type.name()
              + " (expected at most "
              + type.largest()
              + ")");
    }
    zero = Float16.TYPE.round((float) (lowest - low / (double) scale));
  }

  /** The norm of the group's errors under the zero point {@code at}, to the power p. */
  private double error(float[] weights, int start, int end, float at) {
    double sum = 0;
    for (int i = start; i < end; i++) {
      double error = Math.abs(weights[i] - (code(weights[i], at) - at) * scale);
      sum += error == 0 ? 0 : Math.pow(error, parameters.norm());
    }
    return sum;
  }

  /** The zero point that follows {@code at}: one step of the alternation. */
  private double next(float[] weights, int start, int end, float at, double penalty) {
    double sum = 0;
    for (int i = start; i < end; i++) {
      double code = code(weights[i], at);
      double kept = shrink(weights[i] - (code - at) * scale, penalty);
      sum += code - (weights[i] - kept) / scale;
    }
    return sum / (end - start);
  }

  /** {@code sign(x) max(0, |x| - |x|^(p-1) / penalty)}: what of an error is taken as an outlier. */
  private double shrink(double x, double penalty) {
    double magnitude = Math.abs(x);
    if (magnitude == 0) {
      return 0;
    }
    double rest = magnitude - Math.pow(magnitude, parameters.norm() - 1) / penalty;
    return rest <= 0 ? 0 : Math.copySign(rest, x);
  }
}
