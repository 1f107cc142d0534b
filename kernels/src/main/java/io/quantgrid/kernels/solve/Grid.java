package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import java.util.Arrays;

/**
 * Scales and zero points of a matrix, for solvers that round one column after the other. Values are
 * divided by scales in float32 and multiplied by them in the arithmetic of the layer, as
 * llm-compressor 0.11 does in GPTQ. Not thread safe.
 */
public final class Grid {
  private final LinearLayer layer;
  private final Recipe recipe;
  private final FloatType products;
  private final Tiles tiles;
  private final float[] scales; // as computed, in the order of the matrix
  private final float[] zeroPoints;
  private final float[][] effective; // [groups][rows]: what multiplies codes
  private final float[][] zeros; // [groups][rows]
  private final GridColumn column;
  private final float[] scratch;
  private final TileScales single;

  /** Which numbers scales are while columns are rounded. */
  public enum Scales {
    /** As they are stored. */
    AS_STORED,
    /**
     * As computed in float32, rounded to the arithmetic of the layer when stored (unless the scheme
     * says how to store them): llm-compressor with {@code actorder=group}.
     */
    AS_COMPUTED
  }

  private Grid(LinearLayer layer, Recipe recipe, FloatType products) {
    this.layer = layer;
    this.recipe = recipe;
    this.products = products;
    this.tiles = Tiles.of(recipe.scheme(), layer.rows(), layer.columns());
    this.scales = new float[tiles.count()];
    boolean asymmetric = recipe.scheme().symmetry() == Symmetry.ASYMMETRIC;
    this.zeroPoints = new float[asymmetric ? tiles.count() : 0];
    int across = Math.max(1, tiles.across());
    this.effective = new float[across][layer.rows()];
    this.zeros = new float[across][layer.rows()];
    this.column = new GridColumn(recipe, products);
    int size = tiles.across() == 0 ? 0 : Math.min(tiles.tileColumns(), layer.columns());
    this.scratch = new float[size];
    this.single =
        new TileScales(new FastPasses(scratch, recipe), recipe, new Tiles(1, size, 1, size, 1, 1));
  }

  /**
   * A grid with the scales that rounding {@code weights} to nearest would have.
   *
   * @param layer shape, scheme and arithmetic
   * @param weights of the layer's shape, finite; perhaps its columns in another order
   * @throws IllegalArgumentException when a scale overflows its type
   */
  public static Grid of(LinearLayer layer, float[] weights, Scales use) {
    Scheme scheme = layer.scheme();
    boolean computed =
        use == Scales.AS_COMPUTED && scheme.scaleType().isEmpty() && !scheme.rule().isExponent();
    FloatType arithmetic = computed ? Float32.TYPE : layer.arithmetic();
    float g = layer.tensorScale(weights);
    Recipe found = Recipe.of(scheme, arithmetic, g);
    Recipe recipe = new Recipe(scheme, arithmetic, found.scales(), Float32.TYPE, g);
    Grid grid = new Grid(layer, recipe, found.quotients());
    grid.find(weights);
    return grid;
  }

  private void find(float[] weights) {
    // Zero points are found in the arithmetic of the scales, as those of rounding to nearest.
    Recipe own = Recipe.of(recipe.scheme(), recipe.arithmetic(), recipe.tensorScale());
    TileScales all = new TileScales(new FastPasses(weights, own), own, tiles);
    for (int from = 0; from < tiles.count(); from += all.together()) {
      all.find(from, from + all.together());
    }
    for (int i = 0; i < scales.length; i++) {
      Affine affine = all.affine(i);
      put(i, all.scales()[i], affine.zeroPoint());
    }
  }

  private void put(int index, float scale, float zeroPoint) {
    if (!Float.isFinite(scale)) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + layer.name()
              + " to "
              + recipe.scheme()
              + ": the range of its weights is too large for scales in "
              + recipe.scales().name());
    }
    scales[index] = scale;
    if (zeroPoints.length > 0) {
      zeroPoints[index] = zeroPoint;
    }
    int firstRow = index / tiles.across() * tiles.tileRows();
    int lastRow = Math.min(layer.rows(), firstRow + tiles.tileRows());
    int group = index % tiles.across();
    Arrays.fill(effective[group], firstRow, lastRow, scale / recipe.tensorScale());
    Arrays.fill(zeros[group], firstRow, lastRow, zeroPoint);
  }

  /** Columns that share a scale. */
  public int groupSize() {
    return Math.max(1, Math.min(tiles.tileColumns(), layer.columns()));
  }

  /** Scales along a row. */
  public int groups() {
    return tiles.across();
  }

  /**
   * Finds the scale of one group of a row anew.
   *
   * @param values {@code [columns of the group][...]}, of which entry {@code at} of each is taken
   */
  public void find(int row, int group, float[][] values, int at) {
    for (int i = 0; i < values.length; i++) {
      scratch[i] = values[i][at];
    }
    Arrays.fill(scratch, values.length, scratch.length, 0);
    ScaleAndZero found = single.of(new Tile(0, 1, 0, values.length, scratch.length));
    put(row * tiles.across() + group, found.scale(), found.zeroPoint());
  }

  /**
   * Rounds part of a column: row {@code firstRow + i} is {@code targets[i]}.
   *
   * @param group which scale of the rows
   * @param codes filled from {@code at} on
   * @param values filled with the values of the codes
   */
  public void round(
      int group, int firstRow, int rows, float[] targets, byte[] codes, int at, float[] values) {
    column.round(effective[group], zeros[group], firstRow, rows, targets, codes, at, values);
  }

  /**
   * The matrix of these codes.
   *
   * @param codes row-major {@code [rows, columns]}
   */
  public QuantizedMatrix matrix(byte[] codes) {
    FloatType stored = recipe.scales() == recipe.arithmetic() ? storedType() : recipe.scales();
    float[] rounded = new float[scales.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = stored == recipe.scales() ? scales[i] : stored.round(scales[i]);
    }
    byte[] storedZeros = new byte[zeroPoints.length];
    for (int i = 0; i < storedZeros.length; i++) {
      storedZeros[i] = (byte) zeroPoints[i];
    }
    return new QuantizedMatrix(
        recipe.scheme(),
        layer.rows(),
        layer.columns(),
        codes,
        rounded,
        stored,
        storedZeros,
        recipe.tensorScale());
  }

  private FloatType storedType() {
    return recipe.scheme().scaleType().orElse(layer.arithmetic());
  }

  @Override
  public String toString() {
    return layer.name() + " on a grid of " + recipe.scheme() + ", values in " + products.name();
  }
}
