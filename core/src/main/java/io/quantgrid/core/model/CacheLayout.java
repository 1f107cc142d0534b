package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;

/** How a layer's keys or values lie in a cache. */
sealed interface CacheLayout {
  /** The buffer of the keys, or of the values, of one layer; the first dimension is the row. */
  long[] shape(int rows, int capacity, ModelConfig config);

  /** Writes entries {@code [rows, kvHeads, n, dim]} from column {@code at} on. */
  void writeKeys(Engine engine, Tensor buffer, long at, Tensor k);

  void writeValues(Engine engine, Tensor buffer, long at, Tensor v);

  /** The first {@code columns} as they came, {@code [rows, kvHeads, columns, dim]}; a view. */
  Tensor view(Engine engine, Tensor buffer, long columns, ModelConfig config);

  /** {@code [rows, kvHeads, capacity, dim]}: what attention takes. */
  record ByHead() implements CacheLayout {
    @Override
    public long[] shape(int rows, int capacity, ModelConfig config) {
      return new long[] {rows, config.kvHeads(), capacity, config.headDim()};
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
    public Tensor view(Engine engine, Tensor buffer, long columns, ModelConfig config) {
      return engine.narrow(buffer, 2, 0, columns);
    }
  }

  /**
   * {@code [rows, 2 capacity, kvHeads * dim]}: entries as they came by column, then quantized ones:
   * keys by their position in the row's text, as their groups fill, values by column.
   */
  record Twofold(Kivi scheme) implements CacheLayout {
    @Override
    public long[] shape(int rows, int capacity, ModelConfig config) {
      return new long[] {rows, 2L * capacity, (long) config.kvHeads() * config.headDim()};
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
    public Tensor view(Engine engine, Tensor buffer, long columns, ModelConfig config) {
      Tensor byToken = engine.narrow(buffer, 1, 0, columns);
      Tensor heads =
          engine.reshape(byToken, buffer.size(0), columns, config.kvHeads(), config.headDim());
      return engine.transpose(heads, 1, 2);
    }
  }
}
