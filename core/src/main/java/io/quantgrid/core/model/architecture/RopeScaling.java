package io.quantgrid.core.model.architecture;

import java.util.List;
import java.util.OptionalDouble;

/** How rotary frequencies are changed so that a model reads longer texts than it was trained on. */
public sealed interface RopeScaling {
  /** Frequencies as trained. */
  record None() implements RopeScaling {}

  /** Every frequency divided by {@code factor} (arXiv 2306.15595). */
  record Linear(double factor) implements RopeScaling {}

  /**
   * Llama 3.1: wavelengths above {@code originalMaxLength / lowFrequencyFactor} are stretched by
   * {@code factor}, those below {@code originalMaxLength / highFrequencyFactor} kept, those between
   * blended.
   */
  record Llama3(
      double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalMaxLength)
      implements RopeScaling {}

  /**
   * YaRN (arXiv 2309.00071): interpolation and extrapolation blended by a ramp over the pairs whose
   * number of rotations lies between {@code betaSlow} and {@code betaFast}.
   *
   * @param attentionFactor what cosines and sines are multiplied with; {@code 0.1 ln(factor) + 1}
   *     when empty
   * @param truncate whether the ends of the ramp are floored and ceiled
   */
  record Yarn(
      double factor,
      int originalMaxLength,
      double betaFast,
      double betaSlow,
      OptionalDouble attentionFactor,
      boolean truncate)
      implements RopeScaling {}

  /**
   * LongRoPE (arXiv 2402.13753): every frequency divided by a factor of its own, one set of them
   * for texts up to {@code originalMaxLength} tokens and another for longer ones. A text is turned
   * as a whole by one set, its own length saying which.
   *
   * @param amplitude what cosines and sines are multiplied with, for texts of any length
   */
  record LongRope(
      List<Double> shortFactors, List<Double> longFactors, int originalMaxLength, double amplitude)
      implements RopeScaling {
    public LongRope {
      shortFactors = List.copyOf(shortFactors);
      longFactors = List.copyOf(longFactors);
    }
  }
}
