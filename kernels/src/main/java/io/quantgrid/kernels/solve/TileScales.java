package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.scheme.Clipping;
import io.quantgrid.kernels.scheme.Symmetry;

/** Scales, as stored, and zero points of the tiles of one matrix. */
final class TileScales {
  private final TilePasses passes;
  private final Recipe recipe;
  private final Tiles tiles;
  private final ScaleFormula formula;
  private final float[] scales;
  private final float[] zeroPoints;

  TileScales(TilePasses passes, Recipe recipe, Tiles tiles) {
    this.passes = passes;
    this.recipe = recipe;
    this.tiles = tiles;
    this.formula = ScaleFormulas.of(recipe.scheme().rule());
    this.scales = new float[tiles.count()];
    boolean asymmetric = recipe.scheme().symmetry() == Symmetry.ASYMMETRIC;
    this.zeroPoints = new float[asymmetric ? tiles.count() : 0];
  }

  /** How many consecutive tiles' scales are found together. */
  int together() {
    return formula.overMatrix() ? tiles.count() : tiles.across();
  }

  /** Finds the scales of tiles {@code from} to {@code to}: a multiple of {@link #together}. */
  void find(int from, int to) {
    for (int i = from; i < to; i++) {
      ScaleAndZero found = of(tiles.tile(i));
      scales[i] = found.scale();
      if (zeroPoints.length > 0) {
        zeroPoints[i] = found.zeroPoint();
      }
    }
    formula.relate(scales, from, to, recipe);
  }

  float[] scales() {
    return scales;
  }

  /** Zero points as stored; none unless asymmetric. */
  byte[] zeroPointCodes() {
    byte[] out = new byte[zeroPoints.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) zeroPoints[i];
    }
    return out;
  }

  Affine affine(int tile) {
    return recipe.affine(scales[tile], zeroPoints.length == 0 ? 0 : zeroPoints[tile]);
  }

  /** Scale and zero point of one tile by itself. */
  ScaleAndZero of(Tile tile) {
    Statistics all = passes.statistics(tile);
    Clipping clipping = recipe.scheme().clipping();
    if (!all.isFinite() || all.largest() == 0 || clipping instanceof Clipping.MinMax) {
      return ScaleAndZero.of(all, formula, recipe);
    }
    if (clipping instanceof Clipping.Percentile percentile) {
      Statistics middle = passes.percentile(tile, percentile.percent(), recipe.scheme().symmetry());
      return ScaleAndZero.of(middle, formula, recipe);
    }
    return LeastError.search(
        all,
        formula,
        recipe,
        (found, enough) ->
            passes.squaredError(tile, recipe.affine(found.scale(), found.zeroPoint()), enough));
  }
}
