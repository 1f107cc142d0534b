package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Clipping;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.scheme.Timing;
import java.util.Optional;

/**
 * Watches the inputs of a layer and gives the scale of a static scheme. What it keeps is bounded
 * and does not depend on the order of values nor on how they were split and merged: the extremes,
 * and a {@link Histogram} where the scheme clips or takes the mean. Not safe for several threads:
 * give each its own and merge.
 */
public final class RangeObserver {
  private static final int EXPONENT = 0x7F80_0000;

  private final Scheme scheme;
  private final Optional<Histogram> histogram;
  private float low;
  private float high;
  private long count;

  /**
   * @param scheme static
   */
  public RangeObserver(Scheme scheme) {
    if (scheme.timing() != Timing.STATIC) {
      throw new IllegalArgumentException(
          "Cannot calibrate " + scheme + " (expected a static scheme)");
    }
    this.scheme = scheme;
    boolean extremes =
        scheme.twoLevel()
            || (scheme.clipping() instanceof Clipping.MinMax
                && scheme.rule() != ScaleRule.ABS_MEAN);
    this.histogram = extremes ? Optional.empty() : Optional.of(new Histogram());
  }

  /**
   * Takes activations in.
   *
   * @throws IllegalArgumentException when one is infinite or not a number; some may have been taken
   */
  public void observe(float[] values) {
    for (float x : values) {
      if ((Float.floatToRawIntBits(x) & EXPONENT) == EXPONENT) {
        throw new IllegalArgumentException(
            "Cannot calibrate with " + x + " (expected finite activations)");
      }
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
    if (histogram.isPresent()) {
      Histogram into = histogram.get();
      for (float x : values) {
        into.add(x);
      }
    }
    count += values.length;
  }

  /** What was seen so far. */
  public RangeState state() {
    int[] codes = histogram.map(Histogram::codes).orElse(new int[0]);
    long[] counts = histogram.map(from -> from.countsOf(codes)).orElse(new long[0]);
    return new RangeState(low, high, count, codes, counts);
  }

  /** Takes in what another observer of the same scheme saw. */
  public void merge(RangeState other) {
    if (histogram.isEmpty() != (other.codes().length == 0) && other.count() > 0) {
      throw new IllegalArgumentException(
          "Cannot merge ranges of " + scheme + " (expected those of the same scheme)");
    }
    low = Math.min(low, other.low());
    high = Math.max(high, other.high());
    count += other.count();
    for (int i = 0; i < other.codes().length; i++) {
      histogram.orElseThrow().add(other.codes()[i], other.counts()[i]);
    }
  }

  /** How many values were seen. */
  public long count() {
    return count;
  }

  /**
   * The scale of the whole tensor; of a two-level scheme G.
   *
   * @param arithmetic what it is computed in: float32, bfloat16 or float16
   * @throws IllegalStateException when nothing was observed
   */
  public StaticScale scale(FloatType arithmetic) {
    if (count == 0) {
      throw new IllegalStateException("Cannot calibrate " + scheme + ": no values were observed");
    }
    if (scheme.twoLevel()) {
      return new StaticScale(TensorScale.of(Math.max(-low, high), scheme, arithmetic), 0);
    }
    Recipe recipe = Recipe.of(scheme, arithmetic, 1);
    ScaleFormula formula = ScaleFormulas.of(scheme.rule());
    ScaleAndZero found = find(formula, recipe);
    float[] scales = {found.scale()};
    formula.relate(scales, 0, 1, recipe);
    return new StaticScale(scales[0], (int) found.zeroPoint());
  }

  private ScaleAndZero find(ScaleFormula formula, Recipe recipe) {
    Statistics all = new Statistics(low, high, mean());
    if (scheme.clipping() instanceof Clipping.MinMax || all.largest() == 0) {
      return ScaleAndZero.of(all, formula, recipe);
    }
    Histogram seen = histogram.orElseThrow();
    if (scheme.clipping() instanceof Clipping.Percentile percentile) {
      return ScaleAndZero.of(middle(seen, percentile.percent(), all), formula, recipe);
    }
    return LeastError.search(
        all,
        formula,
        recipe,
        (candidate, enough) -> {
          Affine affine = recipe.affine(candidate.scale(), candidate.zeroPoint());
          return seen.sum(x -> squared(affine.dequantize(affine.quantize((float) x)) - x));
        });
  }

  private float mean() {
    return histogram.map(seen -> (float) (seen.sum(Math::abs) / count)).orElse(0f);
  }

  private Statistics middle(Histogram seen, double percent, Statistics all) {
    long rank = Percentiles.rankOf(percent, count);
    if (rank == count - 1) {
      return all; // exact, where the histogram rounds
    }
    if (scheme.symmetry() == Symmetry.ASYMMETRIC) {
      float below = Math.max(low, Math.min(0, seen.value(count - 1 - rank)));
      return new Statistics(below, Math.min(high, Math.max(0, seen.value(rank))), 0);
    }
    return new Statistics(0, Math.min(all.largest(), seen.magnitude(rank)), 0);
  }

  private static double squared(double x) {
    return x * x;
  }
}
