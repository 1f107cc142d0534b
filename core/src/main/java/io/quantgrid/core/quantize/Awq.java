package io.quantgrid.core.quantize;

import io.quantgrid.core.model.architecture.Smoothing;
import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.transform.ClippingSearch;
import io.quantgrid.kernels.transform.Columns;
import io.quantgrid.kernels.transform.Factors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Searches factors per channel, and then limits of weights, by the error of the outputs when
 * weights are rounded to nearest (arXiv 2306.00978).
 *
 * @param error whose outputs
 * @param grid candidates for the factors of one place; half as many limits
 */
record Awq(Scaling scaling, Clip clip, Folding.Pairs pairs, Trials.Outputs error, int grid)
    implements Transform {
  /** Candidates for factors. */
  enum Scaling {
    /** From inputs and weights, as llm-compressor 0.11. */
    DUO,
    /** From inputs alone, as the original. */
    ACTIVATION
  }

  /** Whether weights are clipped. */
  enum Clip {
    YES,
    NO
  }

  @Override
  public SortedMap<String, Double> block(BlockTensors tensors, Context context) {
    SortedMap<String, Double> notes = new TreeMap<>();
    TreeMap<String, float[]> moments = new TreeMap<>();
    for (Folding folding : Folding.of(tensors, context, pairs)) {
      float[] factors = search(folding, context, notes);
      folding.fold(factors, context.arithmetic());
      Smoothed.note(notes, "awq", folding, factors);
      float[] columns = folding.spread(factors);
      float[] scaled = folding.statistics(context).secondMoments().clone();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] /= columns[i / columns.length] * columns[i % columns.length];
      }
      folding.smoothing().consumers().forEach(name -> moments.put(name, scaled));
    }
    if (clip == Clip.YES) {
      clip(tensors, context, moments, notes);
    }
    return notes;
  }

  /** The candidate of least error; its error and that without factors are noted. */
  float[] search(Folding folding, Context context, SortedMap<String, Double> notes) {
    float[] best = new float[folding.channels()];
    Arrays.fill(best, 1);
    try (Trials trials = new Trials(folding, context, error)) {
      double plain = trials.error(best);
      double least = plain;
      for (float[] candidate : candidates(folding, context)) {
        double error = trials.error(candidate);
        if (error < least) {
          least = error;
          best = candidate;
        }
      }
      notes.put(
          Smoothed.key("awq", folding.smoothing().producer().tensor()) + ".error_ratio",
          plain == 0 ? 1 : least / plain);
    }
    return best;
  }

  List<float[]> candidates(Folding folding, Context context) {
    float[] magnitudes = folding.mean(folding.statistics(context).absMean());
    List<float[]> out = new ArrayList<>();
    if (scaling == Scaling.ACTIVATION) {
      for (int i = 0; i < grid; i++) {
        out.add(Factors.awq(magnitudes, (double) i / grid));
      }
      return out;
    }
    float[] weights = shares(folding, context);
    // The first of the grid's points is no scaling at all.
    int last = Math.max(1, grid - 2);
    for (int i = 0; i <= last; i++) {
      out.add(Factors.awqDuo(magnitudes, weights, (double) i / last));
    }
    return out;
  }

  /** Mean share of each channel's weights in the largest of their groups. */
  private static float[] shares(Folding folding, Context context) {
    double[] sums = new double[folding.columns()];
    long rows = 0;
    for (String name : folding.quantized(context.schemes())) {
      Values weight = folding.tensors().get(name);
      Scheme scheme = context.schemes().apply(name).orElseThrow();
      int group = scheme.granularity().groupSize(weight.columns());
      Columns.addShareOfGroup(sums, weight.values(), group);
      rows += weight.rows();
    }
    float[] out = new float[sums.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (sums[i] / rows);
    }
    return folding.mean(out);
  }

  /**
   * Queries and keys keep their weights, as in the original: errors of theirs are multiplied by one
   * another.
   */
  private void clip(
      BlockTensors tensors,
      Context context,
      TreeMap<String, float[]> moments,
      SortedMap<String, Double> notes) {
    for (List<String> together : tensors.block().linears()) {
      List<String> values =
          tensors.block().smoothings().stream()
              .filter(s -> s.kind() == Smoothing.Kind.HEADS)
              .map(s -> s.producer().tensor())
              .filter(together::contains)
              .toList();
      if (!values.isEmpty() && together.size() == 1) {
        continue; // queries and keys are in the same matrix
      }
      for (String name : values.isEmpty() ? together : values) {
        boolean seen = moments.containsKey(name) || context.inputs().orElseThrow().saw(name);
        if (!seen || context.schemes().apply(name).isEmpty()) {
          continue;
        }
        Values weight = tensors.get(name);
        float[] inputs =
            moments.containsKey(name)
                ? moments.get(name)
                : context.inputs().orElseThrow().statistics(name).secondMoments();
        double share =
            ClippingSearch.clip(
                context.engine(),
                weight.values(),
                weight.rows(),
                weight.columns(),
                inputs,
                context.schemes().apply(name).orElseThrow(),
                context.arithmetic(),
                grid);
        notes.put(Smoothed.key("awq", name) + ".clipped", share);
      }
    }
  }
}
