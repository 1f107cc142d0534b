package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys and values of all layers, one buffer each, allocated once and filled from the left; and the
 * position of each column's token in its row's text.
 */
final class DecoderCache implements KvCache {
  private static final int NO_TOKEN = -1;

  private final Engine engine;
  private final ModelConfig config;
  private final CacheLayout layout;
  private final List<Tensor> keys = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();
  private final int capacity;
  private final int[][] positions;
  private final int[] tokens;
  private int length;
  private boolean padded;

  private DecoderCache(
      Engine engine,
      ModelConfig config,
      CacheLayout layout,
      int capacity,
      int[][] positions,
      int[] tokens) {
    this.engine = engine;
    this.config = config;
    this.layout = layout;
    this.capacity = capacity;
    this.positions = positions;
    this.tokens = tokens;
  }

  static DecoderCache empty(
      Engine engine, ModelConfig config, CacheLayout layout, DType dtype, int rows, int capacity) {
    if (rows < 1 || capacity < 1) {
      throw new IllegalArgumentException(
          "Cannot make a cache of %d rows and %d tokens (expected 1 or more)"
              .formatted(rows, capacity));
    }
    DecoderCache cache =
        new DecoderCache(engine, config, layout, capacity, new int[rows][capacity], new int[rows]);
    boolean complete = false;
    try (Scope scope = engine.scope()) {
      for (int layer = 0; layer < config.layers(); layer++) {
        for (List<Tensor> side : List.of(cache.keys, cache.values)) {
          side.add(scope.release(engine.zeros(dtype, layout.shape(rows, capacity, config))));
        }
      }
      complete = true;
    } finally {
      if (!complete) {
        cache.close();
      }
    }
    return cache;
  }

  /** Refuses what does not fit. */
  void check(TokenBatch batch) {
    if (batch.rows() != rows()) {
      throw new IllegalArgumentException(
          "Cannot append %d rows to a cache (expected %d)".formatted(batch.rows(), rows()));
    }
    if (batch.branched()) {
      throw new IllegalArgumentException(
          "Cannot append branches to a cache (expected one text a row)");
    }
    if (length + batch.width() > capacity) {
      throw new IllegalArgumentException(
          "Cannot append %d tokens to a cache of %d (expected at most %d)"
              .formatted(batch.width(), length, capacity - length));
    }
  }

  /** Writes one layer's entries {@code [rows, kvHeads, n, dim]} after those it holds. */
  void append(int layer, Tensor k, Tensor v) {
    layout.writeKeys(engine, keys.get(layer), length, k);
    layout.writeValues(engine, values.get(layer), length, v);
  }

  /** Keys of one layer with the {@code added} that the running batch has appended. */
  Tensor keys(int layer, long added) {
    return layout.view(engine, keys.get(layer), length + added, config);
  }

  /** One layer's keys as the layout has them. */
  Tensor keyBuffer(int layer) {
    return keys.get(layer);
  }

  /** One layer's values as the layout has them. */
  Tensor valueBuffer(int layer) {
    return values.get(layer);
  }

  /** Values of one layer with the {@code added} that the running batch has appended. */
  Tensor values(int layer, long added) {
    return layout.view(engine, values.get(layer), length + added, config);
  }

  /** Counts the batch's tokens in, once all layers hold them. */
  void commit(TokenBatch batch) {
    for (int row = 0; row < rows(); row++) {
      int added = 0;
      for (int column = 0; column < batch.width(); column++) {
        int at = row * batch.width() + column;
        boolean token = batch.branches()[at] != TokenBatch.PADDING;
        positions[row][length + column] = token ? tokens[row] + batch.positions()[at] : NO_TOKEN;
        added += token ? 1 : 0;
      }
      padded |= added < batch.width();
      tokens[row] += added;
    }
    length += batch.width();
  }

  @Override
  public int rows() {
    return tokens.length;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int tokens(int row) {
    return tokens[row];
  }

  /** Whether any row has columns without a token. */
  boolean padded() {
    return padded;
  }

  /** The position of the token in a column; negative where there is none. */
  int position(int row, int column) {
    return positions[row][column];
  }

  @Override
  public DecoderCache select(int[] rows) {
    int[][] kept = new int[rows.length][];
    int[] counts = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      kept[i] = Arrays.copyOf(positions[rows[i]], capacity);
      counts[i] = tokens[rows[i]];
    }
    DecoderCache smaller = new DecoderCache(engine, config, layout, capacity, kept, counts);
    smaller.length = length;
    smaller.padded = padded;
    boolean complete = false;
    try (Scope scope = engine.scope()) {
      long[] index = Arrays.stream(rows).asLongStream().toArray();
      Tensor chosen = engine.longs(index, index.length);
      for (int layer = 0; layer < keys.size(); layer++) {
        smaller.keys.add(scope.release(engine.indexSelect(keys.get(layer), 0, chosen)));
        smaller.values.add(scope.release(engine.indexSelect(values.get(layer), 0, chosen)));
        keys.get(layer).close();
        values.get(layer).close();
      }
      complete = true;
    } finally {
      if (!complete) {
        smaller.close();
      }
      close();
    }
    return smaller;
  }

  @Override
  public void close() {
    keys.forEach(Tensor::close);
    values.forEach(Tensor::close);
  }
}
