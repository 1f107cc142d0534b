package io.quantgrid.kernels.element;

import java.util.Comparator;
import java.util.stream.IntStream;

/** A table of a few values, searched from the lowest up: the oracle of faster searches. */
abstract class Codebook implements CodebookType {
  private final String name;
  private final float[] table;
  private final int[] sorted;
  private final float[] limits;
  private final int zero;

  /**
   * @param table values by code, a power of two of them, with a zero
   */
  Codebook(String name, float... table) {
    this.name = name;
    this.table = table;
    this.sorted =
        IntStream.range(0, table.length)
            .boxed()
            .sorted(Comparator.comparing(code -> table[code]))
            .mapToInt(code -> code)
            .toArray();
    this.limits = new float[table.length - 1];
    for (int i = 0; i < limits.length; i++) {
      double middle = ((double) table[sorted[i]] + table[sorted[i + 1]]) / 2;
      float nearest = (float) middle;
      limits[i] = nearest > middle ? Math.nextDown(nearest) : nearest;
    }
    this.zero = encode(0);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final int bits() {
    return Integer.numberOfTrailingZeros(table.length);
  }

  @Override
  public final float largest() {
    return table[sorted[sorted.length - 1]];
  }

  @Override
  public final float smallest() {
    return table[sorted[0]];
  }

  @Override
  public final int size() {
    return table.length;
  }

  @Override
  public final int codeAt(int position) {
    return sorted[position];
  }

  @Override
  public final float limit(int position) {
    return limits[position];
  }

  @Override
  public final int encode(float value) {
    if (Float.isNaN(value)) {
      return zero;
    }
    int position = 0;
    while (position < limits.length && value > limits[position]) {
      position++;
    }
    return sorted[position];
  }

  @Override
  public final float decode(int code) {
    return table[code & (table.length - 1)];
  }

  @Override
  public final String toString() {
    return name;
  }
}
