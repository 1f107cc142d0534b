package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.scheme.Symmetry;
import java.util.Arrays;

/** One obvious operation at a time: the oracle of {@link FastPasses}. */
record ObviousPasses(float[] values) implements TilePasses {

  private float[] of(Tile tile) {
    float[] out = new float[tile.size()];
    for (int row = 0; row < tile.rows(); row++) {
      System.arraycopy(values, tile.start(row), out, row * tile.columns(), tile.columns());
    }
    return out;
  }

  @Override
  public Statistics statistics(Tile tile) {
    float low = 0;
    float high = 0;
    double sum = 0;
    for (float x : of(tile)) {
      low = Math.min(low, x);
      high = Math.max(high, x);
      sum += Math.abs(x);
    }
    return new Statistics(low, high, tile.size() == 0 ? 0 : (float) (sum / tile.size()));
  }

  @Override
  public Statistics percentile(Tile tile, double percent, Symmetry symmetry) {
    float[] sorted = of(tile);
    if (symmetry == Symmetry.ASYMMETRIC) {
      Arrays.sort(sorted);
      int above = Percentiles.rank(percent, sorted.length);
      float low = sorted[sorted.length - 1 - above];
      return new Statistics(Math.min(0, low), Math.max(0, sorted[above]), 0);
    }
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = Math.abs(sorted[i]);
    }
    Arrays.sort(sorted);
    return new Statistics(0, sorted[Percentiles.rank(percent, sorted.length)], 0);
  }

  @Override
  public double squaredError(Tile tile, Affine affine, double enough) {
    double sum = 0;
    for (float x : of(tile)) {
      double error = (double) affine.dequantize(affine.quantize(x)) - x;
      sum += error * error;
    }
    return sum;
  }

  @Override
  public void encode(Tile tile, Affine affine, byte[] codes) {
    for (int row = 0; row < tile.rows(); row++) {
      int start = tile.start(row);
      for (int i = start; i < start + tile.columns(); i++) {
        codes[i] = (byte) affine.code(values[i]);
      }
    }
  }
}
