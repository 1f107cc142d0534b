package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.Clipping;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.Optional;

/**
 * The scales that {@link RoundTrip} finds in float32, from extremes and means of tiles that an
 * engine has found by its own means. Not for schemes that clip: those need the values.
 */
public final class DynamicScales {
  private final Scheme scheme;
  private final ScaleFormula formula;
  private final Optional<Float> tensorScale;
  private final Recipe oneLevel;

  private DynamicScales(Scheme scheme, Optional<Float> tensorScale) {
    this.scheme = scheme;
    this.formula = ScaleFormulas.of(scheme.rule());
    this.tensorScale = tensorScale;
    this.oneLevel = Recipe.of(scheme, Float32.TYPE, 1);
  }

  /** With G of a two-level scheme from the tiles that are found together. */
  public static DynamicScales of(Scheme scheme) {
    return new DynamicScales(scheme, Optional.empty());
  }

  /** With G of a two-level scheme from calibration. */
  public static DynamicScales under(Scheme scheme, float tensorScale) {
    return new DynamicScales(scheme, Optional.of(tensorScale));
  }

  /** Whether extremes and means are enough to find the scales of a scheme. */
  public static boolean know(Scheme scheme) {
    return scheme.clipping() instanceof Clipping.MinMax;
  }

  /** Whether scales depend on those of all tiles, not only of tiles beside each other. */
  public boolean overMatrix() {
    return formula.overMatrix();
  }

  /**
   * Finds effective scales, those that multiply decoded codes, and zero points.
   *
   * @param low the lowest value of each tile, at most 0; 0 is enough unless asymmetric
   * @param high the highest value of each tile, or largest magnitude; NaN if one is in the tile
   * @param means mean magnitudes, where the rule asks for them
   * @param count how many tiles; a multiple of {@code together}
   * @param together how many consecutive tiles are related: those of one row of tiles, or all
   * @param scales where scales go
   * @param zeroPoints where zero points go: 0 unless asymmetric
   */
  public void find(
      float[] low,
      float[] high,
      float[] means,
      int count,
      int together,
      float[] scales,
      float[] zeroPoints) {
    for (int from = 0; from < count; from += together) {
      int to = from + together;
      Recipe recipe = scheme.twoLevel() ? twoLevel(low, high, from, to) : oneLevel;
      for (int i = from; i < to; i++) {
        Statistics range = new Statistics(low[i], high[i], means[i]);
        ScaleAndZero found = ScaleAndZero.of(range, formula, recipe);
        scales[i] = found.scale();
        zeroPoints[i] = found.zeroPoint();
      }
      formula.relate(scales, from, to, recipe);
      for (int i = from; i < to; i++) {
        scales[i] /= recipe.tensorScale();
      }
    }
  }

  private Recipe twoLevel(float[] low, float[] high, int from, int to) {
    if (tensorScale.isPresent()) {
      return Recipe.of(scheme, Float32.TYPE, tensorScale.get());
    }
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.max(-low[i], high[i]));
    }
    return Recipe.of(scheme, Float32.TYPE, TensorScale.of(largest, scheme, Float32.TYPE));
  }
}
