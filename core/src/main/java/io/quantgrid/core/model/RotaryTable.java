package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Cosines and sines of all positions met so far, {@code [1, 1, positions, dim]} in the computing
 * type. Grows by doubling; what threads may still read is kept until {@link #close}. Thread safe.
 */
final class RotaryTable implements AutoCloseable {
  private static final int SMALLEST = 256;

  /** Cosines and sines of positions {@code 0 .. length - 1}. */
  record Table(int length, Tensor cos, Tensor sin) {}

  private final Engine engine;
  private final DType dtype;
  private final RotaryFrequencies frequencies;
  private final List<Table> made = new ArrayList<>();
  private volatile Table largest;

  RotaryTable(Engine engine, DType dtype, RotaryFrequencies frequencies) {
    this.engine = engine;
    this.dtype = dtype;
    this.frequencies = frequencies;
    this.largest = grow(SMALLEST);
  }

  /** A table of at least that many positions. */
  Table atLeast(int positions) {
    Table table = largest;
    return positions <= table.length() ? table : grow(positions);
  }

  private synchronized Table grow(int positions) {
    if (largest != null && positions <= largest.length()) {
      return largest;
    }
    int length = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, positions - 1)) * 2);
    float[][] values = frequencies.cosAndSin(length);
    try (Scope scope = engine.scope()) {
      Tensor cos = scope.release(tensor(values[0], length));
      Tensor sin = scope.release(tensor(values[1], length));
      largest = new Table(length, cos, sin);
      made.add(largest);
      return largest;
    }
  }

  private Tensor tensor(float[] values, int length) {
    Tensor floats = engine.floats(values, 1, 1, length, values.length / length);
    return dtype == DType.FLOAT32 ? floats : engine.cast(floats, dtype);
  }

  @Override
  public synchronized void close() {
    for (Table table : made) {
      table.cos().close();
      table.sin().close();
    }
  }
}
