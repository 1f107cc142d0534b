package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.scheme.Symmetry;

/** What finding scales and codes asks of the values of one tile. */
interface TilePasses {
  /** Extremes (of magnitudes alone, if not asymmetric, is enough) and what the rule asks for. */
  Statistics statistics(Tile tile);

  /**
   * Extremes of the middle of the values: the smallest magnitude that {@code percent} of the
   * magnitudes do not exceed, of both tails if asymmetric.
   */
  Statistics percentile(Tile tile, double percent, Symmetry symmetry);

  /**
   * Sum, in double and in row-major order, of the squares of {@code quantized - value}; anything
   * not below {@code enough} when that is reached on the way.
   */
  double squaredError(Tile tile, Affine affine, double enough);

  /** Fills in the codes of the tile, at the places of its values. */
  void encode(Tile tile, Affine affine, byte[] codes);
}
