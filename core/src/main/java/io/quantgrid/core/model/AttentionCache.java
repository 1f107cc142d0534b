package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Set;

/** Keys and values of one layer, one buffer each, every row filled from the left. */
record AttentionCache(CacheLayout layout, Widths widths, int capacity, Tensor keys, Tensor values)
    implements LayerCache {
  /** Heads, and numbers in each. */
  record Widths(int heads, int key, int value) {}

  @SuppressWarnings("try") // keeps what is released when the second cannot be made
  static AttentionCache empty(
      Engine engine, CacheLayout layout, Widths widths, DType dtype, int rows, int capacity) {
    try (Scope scope = engine.scope()) {
      Tensor keys = engine.zeros(dtype, layout.shape(rows, capacity, widths.heads(), widths.key()));
      Tensor values =
          engine.zeros(dtype, layout.shape(rows, capacity, widths.heads(), widths.value()));
      return new AttentionCache(
          layout, widths, capacity, scope.release(keys), scope.release(values));
    }
  }

  /** Writes entries {@code [rows, heads, n, dim]} of a batch. */
  void append(Engine engine, Placement placement, Tensor k, Tensor v) {
    layout.writeKeys(engine, placement, keys, k);
    layout.writeValues(engine, placement, values, v);
  }

  /** Keys of the first rows and columns, {@code [rows, heads, columns, dim]}. */
  Tensor keys(Engine engine, int rows, int columns) {
    return layout.view(engine, keys, rows, columns, widths.heads());
  }

  /** Values of the first rows and columns. */
  Tensor values(Engine engine, int rows, int columns) {
    return layout.view(engine, values, rows, columns, widths.heads());
  }

  @Override
  public Set<Placement.Grid> grids() {
    return layout.grids(widths.heads(), capacity);
  }

  @Override
  @SuppressWarnings("try") // the scope frees the views
  public void put(Engine engine, int row, LayerCache from, int fromRow, int tokens) {
    AttentionCache other = (AttentionCache) from;
    try (Scope scope = engine.scope()) {
      copy(engine, keys, row, other.keys, fromRow, tokens);
      copy(engine, values, row, other.values, fromRow, tokens);
    }
  }

  private void copy(
      Engine engine, Tensor target, int row, Tensor source, int fromRow, int columns) {
    Tensor to = engine.narrow(target, 0, row, 1);
    Tensor from = engine.narrow(source, 0, fromRow, 1);
    layout.copy(engine, to, from, columns);
  }

  @Override
  public void clear(Engine engine, int row) {
    // nothing sees entries beyond a row's tokens
  }

  @Override
  public void close() {
    keys.close();
    values.close();
  }
}
