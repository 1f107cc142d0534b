package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.CodebookType;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Symmetry;
import java.util.Arrays;

/** Tight loops over float arrays: bit for bit what {@link ObviousPasses} gives. */
final class FastPasses implements TilePasses {
  private static final int MAGNITUDE = 0x7FFFFFFF;

  /** How many errors are summed before a look whether they are too many already. */
  private static final int STRETCH = 64;

  private final float[] values;
  private final Recipe recipe;
  private final Encoder encoder;
  private final float[] decoded = new float[1 << Byte.SIZE];
  private final byte[] scratch = new byte[STRETCH];

  FastPasses(float[] values, Recipe recipe) {
    this.values = values;
    this.recipe = recipe;
    this.encoder = Encoder.of(recipe);
    ElementType element = recipe.element();
    boolean raw = element instanceof FloatType || element instanceof CodebookType;
    for (int code = 0; code < decoded.length; code++) {
      decoded[code] = element.decode(raw ? code & ((1 << element.bits()) - 1) : (byte) code);
    }
  }

  @Override
  public Statistics statistics(Tile tile) {
    float mean = recipe.scheme().rule() == ScaleRule.ABS_MEAN ? mean(tile) : 0;
    if (recipe.scheme().symmetry() == Symmetry.ASYMMETRIC) {
      return range(tile, mean);
    }
    int largest = 0;
    for (int row = 0; row < tile.rows(); row++) {
      int start = tile.start(row);
      largest = Math.max(largest, largest(values, start, start + tile.columns()));
    }
    // Bits of magnitudes are ordered as their values, NaN above all.
    return new Statistics(0, Float.intBitsToFloat(largest), mean);
  }

  private static int largest(float[] values, int start, int end) {
    int largest = 0;
    for (int i = start; i < end; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & MAGNITUDE);
    }
    return largest;
  }

  private Statistics range(Tile tile, float mean) {
    int low = 0;
    int high = 0;
    for (int row = 0; row < tile.rows(); row++) {
      int start = tile.start(row);
      for (int i = start; i < start + tile.columns(); i++) {
        int bits = Float.floatToRawIntBits(values[i]);
        // Ordered as the values, NaN at both ends.
        int ordered = bits ^ ((bits >> 31) & MAGNITUDE);
        low = Math.min(low, ordered);
        high = Math.max(high, ordered);
      }
    }
    float smallest = Float.intBitsToFloat(low ^ ((low >> 31) & MAGNITUDE));
    return new Statistics(smallest, Float.intBitsToFloat(high), mean);
  }

  private float mean(Tile tile) {
    double sum = 0;
    for (int row = 0; row < tile.rows(); row++) {
      int start = tile.start(row);
      for (int i = start; i < start + tile.columns(); i++) {
        sum += Math.abs(values[i]);
      }
    }
    return tile.size() == 0 ? 0 : (float) (sum / tile.size());
  }

  @Override
  public Statistics percentile(Tile tile, double percent, Symmetry symmetry) {
    boolean tails = symmetry == Symmetry.ASYMMETRIC;
    int[] ordered = new int[tile.size()];
    int to = 0;
    for (int row = 0; row < tile.rows(); row++) {
      int start = tile.start(row);
      for (int i = start; i < start + tile.columns(); i++) {
        int bits = Float.floatToRawIntBits(values[i]);
        ordered[to++] = tails ? bits ^ ((bits >> 31) & MAGNITUDE) : bits & MAGNITUDE;
      }
    }
    Arrays.sort(ordered);
    int above = Percentiles.rank(percent, ordered.length);
    float high = Float.intBitsToFloat(ordered[above]);
    if (!tails) {
      return new Statistics(0, high, 0);
    }
    int below = ordered[ordered.length - 1 - above];
    float low = Float.intBitsToFloat(below ^ ((below >> 31) & MAGNITUDE));
    return new Statistics(Math.min(0, low), Math.max(0, high), 0);
  }

  @Override
  public double squaredError(Tile tile, Affine affine, double enough) {
    double sum = 0;
    for (int row = 0; row < tile.rows(); row++) {
      int end = tile.start(row) + tile.columns();
      for (int start = tile.start(row); start < end && sum < enough; start += STRETCH) {
        int count = Math.min(STRETCH, end - start);
        encoder.encode(values, start, start + count, affine, scratch, 0);
        sum = addErrors(sum, start, count, affine);
      }
    }
    return sum;
  }

  private double addErrors(double before, int start, int count, Affine affine) {
    int kind = FastRounding.kind(affine.arithmetic());
    float scale = affine.scale();
    float zero = affine.zeroPoint();
    double sum = before;
    for (int i = 0; i < count; i++) {
      float difference = FastRounding.round(decoded[scratch[i] & 0xFF] - zero, kind);
      double error = (double) FastRounding.round(difference * scale, kind) - values[start + i];
      sum += error * error;
    }
    return sum;
  }

  @Override
  public void encode(Tile tile, Affine affine, byte[] codes) {
    for (int row = 0; row < tile.rows(); row++) {
      int start = tile.start(row);
      encoder.encode(values, start, start + tile.columns(), affine, codes, start);
    }
  }
}
