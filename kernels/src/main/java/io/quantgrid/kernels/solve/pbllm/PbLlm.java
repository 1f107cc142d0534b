package io.quantgrid.kernels.solve.pbllm;

import io.quantgrid.kernels.element.Binary;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.form.PartlyBinary;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.feedback.DampedFactor;
import io.quantgrid.kernels.solve.feedback.ErrorFeedback;
import io.quantgrid.kernels.solve.feedback.FactorDiagonal;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * PB-LLM (arXiv 2310.00034), after training: a share of the weights, those of the largest {@code
 * w^2 / [H^-1]} (section 3.2), in eight bits with a scale per row; all others are binarized under
 * the mean magnitude of their group (equation 5), and GPTQ's compensation runs over both (section
 * 3.3). No training of the scales.
 *
 * @param share of weights that are salient, 0 to 1; default 0.1: with it the paper counts 1.7 bits,
 *     as arXiv 2404.14047 reports PB-LLM
 * @param damping share of the mean diagonal added to the second moments, above 0; default 0.01
 */
public record PbLlm(double share, double damping) implements Solver {
  public PbLlm {
    check(share >= 0 && share <= 1, "share", share, "0 to 1");
    check(damping > 0 && Double.isFinite(damping), "damping", damping, "above 0");
  }

  public static PbLlm defaults() {
    return new PbLlm(0.1, 0.01);
  }

  private static void check(boolean right, String name, double value, String expected) {
    if (!right) {
      throw new IllegalArgumentException(
          "Cannot set pb_llm's " + name + " to " + value + " (expected " + expected + ")");
    }
  }

  /**
   * {@link PartlyBinary}. Notes: {@code damping} that was needed, {@code outliers} kept, {@code
   * paper_bits} per weight, without bitmap and scales.
   */
  @Override
  @SuppressWarnings("try") // scopes are there to be closed
  public Solution solve(LinearLayer layer, Engine engine) {
    Granularity granularity = layer.scheme().granularity();
    boolean grouped =
        granularity instanceof Granularity.Group || granularity instanceof Granularity.PerChannel;
    layer.requireScheme(
        layer.scheme().element() == Binary.TYPE && grouped && !layer.scheme().twoLevel(),
        "pb_llm",
        "binary per group or channel, e.g. binary/group128");
    layer.requireFiniteWeights();
    float[] moments = layer.calibration("pb_llm").secondMoments();
    FloatType type = layer.scheme().scaleType().orElse(layer.arithmetic());
    try (Scope scope = engine.scope()) {
      int[] order = DampedFactor.natural(layer.columns());
      DampedFactor factor = DampedFactor.of(layer.name(), moments, order, damping, engine);
      BitSet salient = salient(layer, FactorDiagonal.of(factor, engine));
      MixedRounding rounding = new MixedRounding(layer, salient, type);
      ErrorFeedback.run(
          layer.weights(), layer.rows(), factor, ErrorFeedback.USUAL_BLOCK, rounding, engine);
      PartlyBinary form = rounding.form();
      SortedMap<String, Double> notes = new TreeMap<>();
      notes.put("damping", factor.damping());
      notes.put("outliers", (double) salient.cardinality());
      notes.put("paper_bits", form.paperBits());
      return new Solution(form, notes);
    }
  }

  /** The weights whose loss would cost most; of equals the first. */
  private BitSet salient(LinearLayer layer, float[] diagonal) {
    float[] salience = new float[layer.weights().length];
    for (int i = 0; i < salience.length; i++) {
      salience[i] = Math.abs(layer.weights()[i] * diagonal[i % layer.columns()]);
    }
    int count = (int) Math.round(share * salience.length);
    BitSet salient = new BitSet(salience.length);
    if (count == 0) {
      return salient;
    }
    float[] sorted = salience.clone();
    Arrays.sort(sorted);
    float least = sorted[sorted.length - count];
    int above = 0;
    for (float value : salience) {
      above += value > least ? 1 : 0;
    }
    int equals = count - above;
    for (int i = 0; i < salience.length; i++) {
      boolean tied = salience[i] == least && equals > 0;
      equals -= tied ? 1 : 0;
      salient.set(i, salience[i] > least || tied);
    }
    return salient;
  }
}
