package io.quantgrid.core.evaluate;

import java.util.OptionalDouble;

/**
 * How much of the baseline's figure a quantized variant keeps, in percent: 100 is all of it, above
 * 100 is better than the baseline.
 */
public final class Recovery {
  private Recovery() {}

  /** {@code 100 * quantized / baseline}; empty when the baseline is 0 or a figure is not finite. */
  public static OptionalDouble ofHigherIsBetter(double quantized, double baseline) {
    return percent(quantized, baseline);
  }

  /** {@code 100 * baseline / quantized}; empty when the variant's is 0 or one is not finite. */
  public static OptionalDouble ofLowerIsBetter(double quantized, double baseline) {
    return percent(baseline, quantized);
  }

  /** The one of the two that fits the metric. */
  public static OptionalDouble of(MetricSpec metric, double quantized, double baseline) {
    return metric.higherIsBetter()
        ? ofHigherIsBetter(quantized, baseline)
        : ofLowerIsBetter(quantized, baseline);
  }

  private static OptionalDouble percent(double numerator, double denominator) {
    if (denominator == 0 || !Double.isFinite(numerator) || !Double.isFinite(denominator)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(100 * numerator / denominator);
  }
}
