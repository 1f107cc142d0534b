package io.quantgrid.core.quantize;

import io.quantgrid.core.model.architecture.Smoothing;
import io.quantgrid.kernels.transform.Factors;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Balances inputs and weights of each channel, so that neither has outliers, be they planted in the
 * inputs or in the weights (arXiv 2408.15301, for LLaMA3-70B's weights): {@code s_j = sqrt(max|X_j|
 * / max|W_j|)}, after which both are {@code sqrt(max|X_j| max|W_j|)}. Without calibration the
 * producer stands for its output: the magnitude of a norm's weight, or the root of the sum of
 * squares of a matrix's row, either of which is the output's root mean square for inputs of
 * variance 1.
 */
record BiSmoothing(Folding.Pairs pairs) implements Transform {
  @Override
  public SortedMap<String, Double> block(BlockTensors tensors, Context context) {
    SortedMap<String, Double> notes = new TreeMap<>();
    for (Folding folding : Folding.of(tensors, context, pairs)) {
      float[] inputs =
          context.inputs().isPresent()
              ? folding.largest(folding.statistics(context).absMax())
              : outputs(folding);
      float[] factors = Factors.balance(inputs, folding.weightAbsMax(context), 0.5);
      folding.fold(factors, context.arithmetic());
      Smoothed.note(notes, "bi_smoothing", folding, factors);
    }
    return notes;
  }

  private static float[] outputs(Folding folding) {
    Smoothing smoothing = folding.smoothing();
    BlockTensors.Values producer = folding.tensors().get(smoothing.producer().tensor());
    float[] out = new float[folding.channels()];
    if (smoothing.kind().isNorm()) {
      for (int channel = 0; channel < out.length; channel++) {
        out[channel] = (float) Math.abs(producer.values()[channel] + smoothing.offset());
      }
      return out;
    }
    for (int channel = 0; channel < out.length; channel++) {
      double sum = 0;
      for (int j = 0; j < producer.columns(); j++) {
        int row = smoothing.producer().row(channel);
        double value = producer.values()[row * producer.columns() + j];
        sum += value * value;
      }
      out[channel] = (float) Math.sqrt(sum);
    }
    return out;
  }
}
