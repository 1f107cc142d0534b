package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/** Keys and values of one layer, one buffer each, filled from the left. */
record AttentionCache(CacheLayout layout, Widths widths, Tensor keys, Tensor values)
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
      return new AttentionCache(layout, widths, scope.release(keys), scope.release(values));
    }
  }

  /** Writes entries {@code [rows, heads, n, dim]} from column {@code at} on. */
  void append(Engine engine, long at, Tensor k, Tensor v) {
    layout.writeKeys(engine, keys, at, k);
    layout.writeValues(engine, values, at, v);
  }

  /** The first columns' keys, {@code [rows, heads, columns, dim]}. */
  Tensor keys(Engine engine, long columns) {
    return layout.view(engine, keys, columns, widths.heads());
  }

  /** The first columns' values. */
  Tensor values(Engine engine, long columns) {
    return layout.view(engine, values, columns, widths.heads());
  }

  @Override
  public AttentionCache select(Engine engine, Tensor rows) {
    try (Scope scope = engine.scope()) {
      Tensor fewerKeys = engine.indexSelect(keys, 0, rows);
      Tensor fewerValues = engine.indexSelect(values, 0, rows);
      return new AttentionCache(
          layout, widths, scope.release(fewerKeys), scope.release(fewerValues));
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    keys.close();
    values.close();
  }
}
