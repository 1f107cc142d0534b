package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import java.util.Arrays;

/**
 * Quantizing and dequantizing, element by element: what {@code Engine.roundTrip} is measured
 * against. Every operation is rounded to the type asked for. Engines do it in float32 whatever the
 * tensor's type and round the values once, as serving engines do. A NaN makes its whole group NaN,
 * as does an infinity; in a two-level scheme the whole token.
 */
public final class RoundTrip {
  private RoundTrip() {}

  /**
   * With scales from the values themselves. In a two-level scheme every row has a G of its own, but
   * tiles of several rows have one together.
   *
   * @param x values of {@code type}, row-major {@code [rows, columns]}; channel means row here
   * @param type what is computed in: float32, bfloat16 or float16
   * @return the values that the codes stand for, same shape
   */
  public static float[] apply(float[] x, int rows, int columns, Scheme scheme, FloatType type) {
    check(x, rows, columns);
    boolean rowByRow =
        scheme.twoLevel() && !(scheme.granularity() instanceof Granularity.Block) && columns > 0;
    if (!rowByRow) {
      float g = scheme.twoLevel() ? TensorScale.of(largest(x), scheme, type) : 1;
      return under(Recipe.of(scheme, type, g), x, rows, columns);
    }
    float[] out = new float[x.length];
    for (int start = 0; start < x.length; start += columns) {
      float[] row = Arrays.copyOfRange(x, start, start + columns);
      float g = TensorScale.of(largest(row), scheme, type);
      float[] values = under(Recipe.of(scheme, type, g), row, 1, columns);
      System.arraycopy(values, 0, out, start, columns);
    }
    return out;
  }

  /**
   * As {@link #apply(float[], int, int, Scheme, FloatType)}, under what calibration found: the
   * scale of the tensor, or G of a two-level scheme, whose scales still come from the values.
   *
   * @param scheme static
   */
  public static float[] apply(
      float[] x, int rows, int columns, Scheme scheme, StaticScale fixed, FloatType type) {
    check(x, rows, columns);
    if (scheme.twoLevel()) {
      return under(Recipe.of(scheme, type, fixed.scale()), x, rows, columns);
    }
    Affine affine = Recipe.of(scheme, type, 1).affine(fixed.scale(), fixed.zeroPoint());
    float[] out = new float[x.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = type.round(affine.dequantize(affine.quantize(x[i])));
    }
    return out;
  }

  private static float[] under(Recipe recipe, float[] x, int rows, int columns) {
    Tiles tiles = Tiles.of(recipe.scheme(), rows, columns);
    TileScales scales = new TileScales(new ObviousPasses(x), recipe, tiles);
    int together = scales.together();
    for (int from = 0; from < tiles.count(); from += together) {
      scales.find(from, from + together);
    }
    float[] out = new float[x.length];
    for (int t = 0; t < tiles.count(); t++) {
      Tile tile = tiles.tile(t);
      Affine affine = scales.affine(t);
      for (int row = 0; row < tile.rows(); row++) {
        int start = tile.start(row);
        for (int i = start; i < start + tile.columns(); i++) {
          out[i] = recipe.arithmetic().round(affine.dequantize(affine.quantize(x[i])));
        }
      }
    }
    return out;
  }

  private static float largest(float[] x) {
    float largest = 0;
    for (float value : x) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static void check(float[] x, int rows, int columns) {
    if (x.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "Cannot quantize " + x.length + " values (expected " + rows + " x " + columns + ")");
    }
  }
}
