package io.quantgrid.core.quantize;

import io.quantgrid.kernels.transform.Factors;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Equalizes the ranges of inputs and weights (arXiv 2311.01305): inputs times {@code s_j =
 * sqrt(r(W_j) / r(X_j))}, weights divided by it, r being largest minus smallest. Its bias
 * correction is a compensation.
 */
record Aweq(Folding.Pairs pairs) implements Transform {
  @Override
  public SortedMap<String, Double> block(BlockTensors tensors, Context context) {
    SortedMap<String, Double> notes = new TreeMap<>();
    for (Folding folding : Folding.of(tensors, context, pairs)) {
      float[] inputs = folding.inputRange(folding.statistics(context));
      float[] factors = Factors.balance(inputs, folding.weightRange(context), 0.5);
      folding.fold(factors, context.arithmetic());
      Smoothed.note(notes, "aweq", folding, factors);
    }
    return notes;
  }
}
