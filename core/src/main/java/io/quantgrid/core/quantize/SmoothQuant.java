package io.quantgrid.core.quantize;

import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.transform.Factors;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Moves the size of input channels to the weights (arXiv 2211.10438, equation 4): {@code s_j =
 * max|X_j|^alpha / max|W_j|^(1 - alpha)}.
 *
 * @param alpha 0: all stays with the inputs; 1: all goes to the weights
 * @param pairs where; the paper smooths behind norms
 */
record SmoothQuant(double alpha, Statistic statistic, Folding.Pairs pairs) implements Transform {
  /** What the size of a channel is. */
  enum Statistic {
    /** The largest magnitude. */
    ABSMAX,
    /** As llm-compressor 0.11: largest minus smallest input, and twice the largest weight. */
    RANGE
  }

  @Override
  public SortedMap<String, Double> block(BlockTensors tensors, Context context) {
    SortedMap<String, Double> notes = new TreeMap<>();
    for (Folding folding : Folding.of(tensors, context, pairs)) {
      float[] factors = factors(folding, context);
      folding.fold(factors, context.arithmetic());
      Smoothed.note(notes, "smoothquant", folding, factors);
    }
    return notes;
  }

  float[] factors(Folding folding, Context context) {
    InputStatistics inputs = folding.statistics(context);
    float[] weights = folding.weightAbsMax(context);
    if (statistic == Statistic.ABSMAX) {
      return Factors.balance(folding.largest(inputs.absMax()), weights, alpha);
    }
    for (int channel = 0; channel < weights.length; channel++) {
      weights[channel] *= 2;
    }
    return Factors.balance(folding.inputRange(inputs), weights, alpha);
  }
}
