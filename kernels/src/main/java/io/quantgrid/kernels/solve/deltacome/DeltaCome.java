package io.quantgrid.kernels.solve.deltacome;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.form.Dense;
import io.quantgrid.kernels.form.QuantizedFactors;
import io.quantgrid.kernels.form.Sum;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Origin;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Svd;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Delta-CoMe (arXiv 2406.08903): a tuned weight is the base model's, stored as it is, plus the
 * difference {@code D = U diag(s) V} in singular vectors: those of the largest values in 8 bits,
 * the next in 3, and the others in the bits of the layer's scheme (2 in the paper: "8+3+2"), as
 * many as the budget takes. Factors take their group size, symmetry and clipping from the scheme
 * too.
 *
 * <p>With calibration the vectors of inputs are found by GPTQ on the layer's inputs, as in the
 * paper; those of outputs are rounded to nearest, and each product's weight is then the one that
 * leaves the least squared error, which the paper does not do.
 *
 * <p>Notes: {@code delta_bits}, stored bits of the factors for each weight; {@code delta_rank};
 * {@code delta_error}, squared error over the squares of the difference.
 *
 * @param rank8 vectors in 8 bits, at most; 2 by default
 * @param rank3 vectors in 3 bits, at most; 32 by default
 * @param bits that the factors may take for each weight, scales counted; 1 by default
 */
public record DeltaCome(int rank8, int rank3, double bits) implements Solver {
  public DeltaCome {
    if (rank8 < 0 || rank3 < 0 || !(bits > 0)) {
      throw new IllegalArgumentException(
          "Cannot run delta_come with %d vectors in 8 bits, %d in 3 and %s bits (expected 0 or more, and bits above 0)"
              .formatted(rank8, rank3, bits));
    }
  }

  /** As the paper: 2 vectors in 8 bits, 32 in 3, one bit a weight. */
  public static DeltaCome defaults() {
    return new DeltaCome(2, 32, 1);
  }

  @Override
  @SuppressWarnings("try") // the scope is there to be closed
  public Solution solve(LinearLayer layer, Engine engine) {
    layer.requireFiniteWeights();
    Granularity granularity = layer.scheme().granularity();
    boolean byVector =
        granularity instanceof Granularity.Group || granularity instanceof Granularity.PerChannel;
    layer.requireScheme(
        isWhole(layer.scheme().element()) && byVector && !layer.scheme().twoLevel(),
        "delta_come",
        "integers in groups, as int2/group128/asym");
    Origin origin =
        layer
            .origin()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Cannot quantize "
                            + layer.name()
                            + " by delta_come without the model that it was tuned from (expected a"
                            + " model with base)"));
    float[] delta = difference(layer, origin);
    List<WeightForm> parts = new ArrayList<>();
    parts.add(new Dense(layer.rows(), layer.columns(), origin.stored(), origin.base()));
    try (Scope scope = engine.scope()) {
      Svd svd = engine.svd(engine.floats(delta, layer.rows(), layer.columns()));
      Vectors vectors =
          new Vectors(
              layer,
              engine.toFloats(engine.contiguous(engine.transpose(svd.left(), 0, 1))),
              engine.toFloats(engine.contiguous(svd.right())),
              engine.toFloats(svd.singular()));
      for (Tier tier : tiers(layer, vectors.rank())) {
        parts.add(vectors.quantized(tier, engine));
      }
    }
    return new Solution(new Sum(parts), notes(layer, delta, parts));
  }

  /** Whether there are integers of other widths like it: int2 to int8. */
  private static boolean isWhole(ElementType element) {
    return element.name().equals("int" + element.bits());
  }

  private static float[] difference(LinearLayer layer, Origin origin) {
    if (origin.base().length != layer.weights().length) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + layer.name()
              + " by delta_come: the base model's has "
              + origin.base().length
              + " weights (expected "
              + layer.rows()
              + " x "
              + layer.columns()
              + ")");
    }
    float[] delta = layer.weights().clone();
    for (int i = 0; i < delta.length; i++) {
      delta[i] -= origin.base()[i];
    }
    return delta;
  }

  /** Consecutive vectors, by falling singular value, in one scheme. */
  record Tier(int from, int to, Scheme scheme) {}

  /** What the budget takes, best vectors first. */
  private List<Tier> tiers(LinearLayer layer, int rank) {
    double left = bits * layer.rows() * layer.columns();
    int at = 0;
    List<Tier> tiers = new ArrayList<>();
    int[] most = {rank8, rank3, rank};
    int own = layer.scheme().element().bits();
    int[] widths = {Byte.SIZE, 3, own};
    for (int i = 0; i < most.length; i++) {
      Scheme scheme = layer.scheme().withBits(widths[i]);
      int count = Math.min(most[i], rank - at);
      while (count > 0 && Vectors.bits(layer, scheme, count) > left) {
        count--;
      }
      if (count > 0) {
        tiers.add(new Tier(at, at + count, scheme));
        at += count;
        left -= Vectors.bits(layer, scheme, count);
      }
    }
    return tiers;
  }

  private static TreeMap<String, Double> notes(
      LinearLayer layer, float[] delta, List<WeightForm> parts) {
    float[] rest = delta.clone();
    long bits = 0;
    int rank = 0;
    for (WeightForm part : parts.subList(1, parts.size())) {
      bits += part.storedBits();
      rank += ((QuantizedFactors) part).weights().length;
      float[] values = part.dequantize();
      for (int i = 0; i < rest.length; i++) {
        rest[i] -= values[i];
      }
    }
    double squares = squares(delta);
    TreeMap<String, Double> notes = new TreeMap<>();
    notes.put("delta_bits", (double) bits / Math.max(1, layer.weights().length));
    notes.put("delta_rank", (double) rank);
    notes.put("delta_error", squares == 0 ? 0 : squares(rest) / squares);
    return notes;
  }

  private static double squares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }
}
