package io.quantgrid.kernels.check;

import java.io.Serializable;
import java.util.Locale;

/**
 * How far a kernel is from plain Java.
 *
 * @param kernel its name and what it ran on: {@code linear bfloat16}
 * @param largest of the absolute differences, relative to the largest expected magnitude (at least
 *     1); infinite when it gave no number where one was expected
 * @param allowed what rounding explains
 */
public record Deviation(String kernel, double largest, double allowed) implements Serializable {
  /** Whether rounding explains it. */
  public boolean isFine() {
    return largest <= allowed;
  }

  /** Of what was found from what was expected, entry by entry; NaN is expected to stay NaN. */
  static Deviation of(String kernel, float[] found, float[] expected, double allowed) {
    if (found.length != expected.length) {
      return new Deviation(kernel, Double.POSITIVE_INFINITY, allowed);
    }
    double scale = 1;
    for (float value : expected) {
      scale = Float.isFinite(value) ? Math.max(scale, Math.abs(value)) : scale;
    }
    double largest = 0;
    for (int i = 0; i < found.length; i++) {
      if (found[i] == expected[i] || (Float.isNaN(found[i]) && Float.isNaN(expected[i]))) {
        continue;
      }
      double difference = Math.abs((double) found[i] - expected[i]);
      largest = Double.isFinite(difference) ? Math.max(largest, difference / scale) : difference;
      if (!Double.isFinite(largest)) {
        return new Deviation(kernel, Double.POSITIVE_INFINITY, allowed);
      }
    }
    return new Deviation(kernel, largest, allowed);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s deviates by %.2g (at most %.2g is rounding)", kernel, largest, allowed);
  }
}
