package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;

/** How a layer's keys or values lie in a cache. */
sealed interface CacheLayout {
  /** The buffer of the keys, or of the values, of one layer; the first dimension is the row. */
  long[] shape(int rows, int capacity, int heads, int dim);

  /** Writes entries {@code [rows, kvHeads, n, dim]} from column {@code at} on. */
  void writeKeys(Engine engine, Tensor buffer, long at, Tensor k);

  void writeValues(Engine engine, Tensor buffer, long at, Tensor v);

  /** The first {@code columns} as they came, {@code [rows, kvHeads, columns, dim]}; a view. */
  Tensor view(Engine engine, Tensor buffer, long columns, int heads);

  /** {@code [rows, kvHeads, capacity, dim]}: what attention takes. */
  record ByHead() implements CacheLayout {
    @Override
    public long[] shape(int rows, int capacity, int heads, int dim) {
      return new long[] {rows, heads, capacity, dim};
    }

    @Override
    public void writeKeys(Engine engine, Tensor buffer, long at, Tensor k) {
      engine.copyInto(engine.narrow(buffer, 2, at, k.size(2)), k);
    }

    @Override
    public void writeValues(Engine engine, Tensor buffer, long at, Tensor v) {
      writeKeys(engine, buffer, at, v);
    }

    @Override
    public Tensor view(Engine engine, Tensor buffer, long columns, int heads) {
      return engine.narrow(buffer, 2, 0, columns);
    }
  }

  /**
   * {@code [rows, 2 capacity, kvHeads * dim]}: entries as they came by column, then quantized ones:
   * keys by their position in the row's text, as their groups fill, values by column.
   */
  record Twofold(Kivi scheme) implements CacheLayout {
    @Override
    public long[] shape(int rows, int capacity, int heads, int dim) {
      return new long[] {rows, 2L * capacity, (long) heads * dim};
    }

    @Override
    public void writeKeys(Engine engine, Tensor buffer, long at, Tensor k) {
      Tensor byToken = KiviEntries.byToken(engine, k); // [rows, n, kvHeads * dim]
      engine.copyInto(engine.narrow(buffer, 1, at, byToken.size(1)), byToken);
    }

    @Override
    public void writeValues(Engine engine, Tensor buffer, long at, Tensor v) {
      writeKeys(engine, buffer, at, v);
      Tensor quantized = engine.roundTrip(v, scheme.values());
      writeKeys(engine, buffer, buffer.size(1) / 2 + at, quantized);
    }

    @Override
    public Tensor view(Engine engine, Tensor buffer, long columns, int heads) {
      Tensor byToken = engine.narrow(buffer, 1, 0, columns);
      Tensor byHead =
          engine.reshape(byToken, buffer.size(0), columns, heads, buffer.size(2) / heads);
      return engine.transpose(byHead, 1, 2);
    }
  }
}
