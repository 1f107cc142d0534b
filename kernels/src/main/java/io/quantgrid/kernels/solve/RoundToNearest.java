package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.function.Function;

/**
 * Round to nearest (RTN): every weight becomes the nearest code under a scale from its group, by
 * the recipes of compressed-tensors 0.16 and, for codebooks, bitsandbytes 0.50.
 */
public final class RoundToNearest {
  private RoundToNearest() {}

  /**
   * Quantizes a matrix; G of a two-level scheme comes from its own largest magnitude.
   *
   * @param weights row-major {@code [rows, columns]}, finite
   * @param arithmetic float32, bfloat16 or float16: ranges, scales and quotients are rounded to it,
   *     and scales are stored in it unless the scheme names a type
   * @throws IllegalArgumentException when a weight is infinite or not a number, with its place, or
   *     a scale overflows its type
   */
  public static QuantizedMatrix quantize(
      float[] weights, int rows, int columns, Scheme scheme, FloatType arithmetic) {
    float g = scheme.twoLevel() ? ownTensorScale(weights, columns, scheme, arithmetic) : 1;
    return quantize(weights, rows, columns, scheme, arithmetic, g);
  }

  /**
   * As {@link #quantize(float[], int, int, Scheme, FloatType)}, under a given G.
   *
   * @param tensorScale G of a two-level scheme, see {@link TensorScale}; 1 for others
   */
  public static QuantizedMatrix quantize(
      float[] weights,
      int rows,
      int columns,
      Scheme scheme,
      FloatType arithmetic,
      float tensorScale) {
    Recipe recipe = recipe(scheme, arithmetic, tensorScale);
    return run(w -> new FastPasses(w, recipe), recipe, weights, rows, columns);
  }

  /** The same, one obvious operation at a time: the oracle of {@link #quantize}. */
  static QuantizedMatrix reference(
      float[] weights, int rows, int columns, Scheme scheme, FloatType arithmetic) {
    float g = scheme.twoLevel() ? ownTensorScale(weights, columns, scheme, arithmetic) : 1;
    return reference(weights, rows, columns, scheme, arithmetic, g);
  }

  static QuantizedMatrix reference(
      float[] weights,
      int rows,
      int columns,
      Scheme scheme,
      FloatType arithmetic,
      float tensorScale) {
    Recipe recipe = recipe(scheme, arithmetic, tensorScale);
    return run(ObviousPasses::new, recipe, weights, rows, columns);
  }

  private static Recipe recipe(Scheme scheme, FloatType arithmetic, float tensorScale) {
    if (!(tensorScale > 0 && Float.isFinite(tensorScale))
        || (tensorScale != 1 && !scheme.twoLevel())) {
      throw new IllegalArgumentException(
          "Cannot quantize to "
              + scheme
              + " under tensor scale "
              + tensorScale
              + (scheme.twoLevel() ? " (expected a finite number above 0)" : " (expected 1)"));
    }
    return Recipe.of(scheme, arithmetic, tensorScale);
  }

  private static float ownTensorScale(
      float[] weights, int columns, Scheme scheme, FloatType arithmetic) {
    float largest = 0;
    for (float weight : weights) {
      largest = Math.max(largest, Math.abs(weight));
    }
    if (!Float.isFinite(largest)) {
      throw notFinite(weights, new Tile(0, 1, 0, weights.length, columns), scheme, arithmetic);
    }
    return TensorScale.of(largest, scheme, arithmetic);
  }

  private static QuantizedMatrix run(
      Function<float[], TilePasses> passesOver,
      Recipe recipe,
      float[] weights,
      int rows,
      int columns) {
    if (weights.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + weights.length
              + " weights (expected "
              + rows
              + " x "
              + columns
              + ")");
    }
    TilePasses passes = passesOver.apply(weights);
    Tiles tiles = Tiles.of(recipe.scheme(), rows, columns);
    TileScales scales = new TileScales(passes, recipe, tiles);
    byte[] codes = new byte[weights.length];
    int together = scales.together();
    for (int from = 0; from < tiles.count(); from += together) {
      scales.find(from, from + together);
      for (int tile = from; tile < from + together; tile++) {
        if (!Float.isFinite(scales.scales()[tile])) {
          throw notFinite(weights, tiles.tile(tile), recipe.scheme(), recipe.scales());
        }
        passes.encode(tiles.tile(tile), scales.affine(tile), codes);
      }
    }
    return new QuantizedMatrix(
        recipe.scheme(),
        rows,
        columns,
        codes,
        scales.scales(),
        recipe.scales(),
        scales.zeroPointCodes(),
        recipe.tensorScale());
  }

  private static IllegalArgumentException notFinite(
      float[] weights, Tile tile, Scheme scheme, FloatType type) {
    for (int row = 0; row < tile.rows(); row++) {
      for (int i = tile.start(row); i < tile.start(row) + tile.columns(); i++) {
        if (!Float.isFinite(weights[i])) {
          return new IllegalArgumentException(
              "Cannot quantize weight ["
                  + i / tile.stride()
                  + ", "
                  + i % tile.stride()
                  + "]: "
                  + weights[i]
                  + " (expected a finite number)");
        }
      }
    }
    return new IllegalArgumentException(
        "Cannot quantize weights from ["
            + tile.firstRow()
            + ", "
            + tile.firstColumn()
            + "] on to "
            + scheme
            + ": their range is too large for "
            + type.name()
            + " (expected at most "
            + type.largest()
            + ")");
  }
}
