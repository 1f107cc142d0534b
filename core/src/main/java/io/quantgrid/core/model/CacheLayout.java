package io.quantgrid.core.model;

import io.quantgrid.core.model.Placement.Grid;
import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Set;

/** How a layer's keys or values lie in a cache. */
sealed interface CacheLayout {
  /** The buffer of the keys, or of the values, of one layer; the first dimension is the row. */
  long[] shape(int rows, int capacity, int heads, int dim);

  /** Where in such a buffer entries are written. */
  Set<Grid> grids(int heads, int capacity);

  /** Writes entries {@code [rows, kvHeads, n, dim]} of a batch. */
  void writeKeys(Engine engine, Placement placement, Tensor buffer, Tensor k);

  void writeValues(Engine engine, Placement placement, Tensor buffer, Tensor v);

  /** Copies the first columns from one row's buffer to another's, whose capacity may differ. */
  void copy(Engine engine, Tensor target, Tensor source, int columns);

  /** The first rows' first columns as they came, {@code [rows, kvHeads, columns, dim]}; a view. */
  Tensor view(Engine engine, Tensor buffer, int rows, int columns, int heads);

  private static Tensor first(Engine engine, Tensor buffer, int rows) {
    return rows == buffer.size(0) ? buffer : engine.narrow(buffer, 0, 0, rows);
  }

  /** {@code [rows, kvHeads, capacity, dim]}: what attention takes. */
  record ByHead() implements CacheLayout {
    @Override
    public long[] shape(int rows, int capacity, int heads, int dim) {
      return new long[] {rows, heads, capacity, dim};
    }

    @Override
    public Set<Grid> grids(int heads, int capacity) {
      return Set.of(new Grid(heads, capacity, 0));
    }

    @Override
    public void writeKeys(Engine engine, Placement placement, Tensor buffer, Tensor k) {
      Grid grid = new Grid(Math.toIntExact(buffer.size(1)), buffer.size(2), 0);
      placement.write(buffer, k, 2, grid);
    }

    @Override
    public void writeValues(Engine engine, Placement placement, Tensor buffer, Tensor v) {
      writeKeys(engine, placement, buffer, v);
    }

    @Override
    public void copy(Engine engine, Tensor target, Tensor source, int columns) {
      engine.copyInto(engine.narrow(target, 2, 0, columns), engine.narrow(source, 2, 0, columns));
    }

    @Override
    public Tensor view(Engine engine, Tensor buffer, int rows, int columns, int heads) {
      return engine.narrow(first(engine, buffer, rows), 2, 0, columns);
    }
  }

  /**
   * {@code [rows, 2 capacity, kvHeads * dim]}: entries as they came, then quantized ones: keys as
   * their groups fill, values at once.
   */
  record Twofold(Kivi scheme) implements CacheLayout {
    @Override
    public long[] shape(int rows, int capacity, int heads, int dim) {
      return new long[] {rows, 2L * capacity, (long) heads * dim};
    }

    @Override
    public Set<Grid> grids(int heads, int capacity) {
      return Set.of(plain(2L * capacity), quantized(2L * capacity));
    }

    private static Grid plain(long extent) {
      return new Grid(1, extent, 0);
    }

    private static Grid quantized(long extent) {
      return new Grid(1, extent, extent / 2);
    }

    @Override
    public void writeKeys(Engine engine, Placement placement, Tensor buffer, Tensor k) {
      placement.write(buffer, KiviEntries.byToken(engine, k), 1, plain(buffer.size(1)));
    }

    @Override
    public void writeValues(Engine engine, Placement placement, Tensor buffer, Tensor v) {
      writeKeys(engine, placement, buffer, v);
      Tensor rounded = KiviEntries.byToken(engine, engine.roundTrip(v, scheme.values()));
      placement.write(buffer, rounded, 1, quantized(buffer.size(1)));
    }

    @Override
    public void copy(Engine engine, Tensor target, Tensor source, int columns) {
      for (int half = 0; half < 2; half++) {
        engine.copyInto(
            engine.narrow(target, 1, half * target.size(1) / 2, columns),
            engine.narrow(source, 1, half * source.size(1) / 2, columns));
      }
    }

    @Override
    public Tensor view(Engine engine, Tensor buffer, int rows, int columns, int heads) {
      Tensor byToken = engine.narrow(first(engine, buffer, rows), 1, 0, columns);
      Tensor byHead = engine.reshape(byToken, rows, columns, heads, buffer.size(2) / heads);
      return engine.transpose(byHead, 1, 2);
    }
  }
}
