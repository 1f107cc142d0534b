package io.quantgrid.kernels.solve.billm;

import io.quantgrid.kernels.element.Binary;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.form.BinaryPlanes;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.feedback.DampedFactor;
import io.quantgrid.kernels.solve.feedback.ErrorFeedback;
import io.quantgrid.kernels.solve.feedback.FactorDiagonal;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import java.util.BitSet;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * BiLLM (arXiv 2402.04291). In every block of columns (a group of the scheme) the columns that
 * matter most to the outputs (section 3.2, {@code sum of w^2 / [H^-1]}) are binarized twice, the
 * second time their residual (equation 8); the other weights once, split by magnitude into two
 * groups with a scale each (section 3.3). Errors are compensated column by column as GPTQ does
 * (section 3.4).
 *
 * <p>Where this goes further than the paper: the break point between the two groups is searched for
 * every row of a block, over all its magnitudes, not over 81 percentiles for all rows together,
 * which costs no bits since a bitmap says who is in which group; compensation works inside blocks
 * too; and a weight, once compensated, takes the nearest of its values. {@code 1/[H^-1]} is {@code
 * L_jj^2} of the Cholesky factor, as in the authors' code, which is that of the weight in its turn.
 *
 * @param most salient columns of a block, at most, 0 or more; default 50, as in the authors' code
 * @param damping share of the mean diagonal added to the second moments, above 0; default 0.01
 */
public record BiLlm(int most, double damping) implements Solver {
  public BiLlm {
    check(most >= 0, "most", most, "0 or more");
    check(damping > 0 && Double.isFinite(damping), "damping", damping, "above 0");
  }

  public static BiLlm defaults() {
    return new BiLlm(50, 0.01);
  }

  private static void check(boolean right, String name, double value, String expected) {
    if (!right) {
      throw new IllegalArgumentException(
          "Cannot set billm's " + name + " to " + value + " (expected " + expected + ")");
    }
  }

  /**
   * {@link BinaryPlanes}. Notes: {@code damping} that was needed, {@code salient_share} of the
   * columns, {@code paper_bits} per weight, without bitmaps and scales.
   */
  @Override
  @SuppressWarnings("try") // scopes are there to be closed
  public Solution solve(LinearLayer layer, Engine engine) {
    Granularity granularity = layer.scheme().granularity();
    boolean grouped =
        granularity instanceof Granularity.Group || granularity instanceof Granularity.PerChannel;
    layer.requireScheme(
        layer.scheme().element() == Binary.TYPE && grouped && !layer.scheme().twoLevel(),
        "billm",
        "binary per group or channel, e.g. binary/group128");
    layer.requireFiniteWeights();
    float[] moments = layer.calibration("billm").secondMoments();
    int columns = layer.columns();
    int block = granularity.groupSize(columns);
    FloatType type = layer.scheme().scaleType().orElse(layer.arithmetic());
    try (Scope scope = engine.scope()) {
      int[] order = DampedFactor.natural(columns);
      DampedFactor factor = DampedFactor.of(layer.name(), moments, order, damping, engine);
      BitSet salient =
          new SalientColumns(layer, FactorDiagonal.of(factor, engine), block, most).find();
      PlaneRounding rounding =
          new PlaneRounding(layer.name(), layer.rows(), columns, block, salient, type);
      ErrorFeedback.run(
          layer.weights(), layer.rows(), factor, ErrorFeedback.USUAL_BLOCK, rounding, engine);
      BinaryPlanes planes = rounding.planes();
      SortedMap<String, Double> notes = new TreeMap<>();
      notes.put("damping", factor.damping());
      notes.put("salient_share", columns == 0 ? 0 : (double) salient.cardinality() / columns);
      notes.put("paper_bits", planes.paperBits());
      return new Solution(planes, notes);
    }
  }
}
