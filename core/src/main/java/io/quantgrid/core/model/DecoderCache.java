package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What all layers keep of the tokens seen so far, and the position of each column's token in its
 * row's text.
 */
final class DecoderCache implements KvCache {
  private static final int NO_TOKEN = -1;

  private final Engine engine;
  private final List<LayerCache> layers;
  private final int capacity;
  private final int[][] positions;
  private final int[] tokens;
  private int length;
  private boolean padded;

  private DecoderCache(
      Engine engine, List<LayerCache> layers, int capacity, int[][] positions, int[] tokens) {
    this.engine = engine;
    this.layers = layers;
    this.capacity = capacity;
    this.positions = positions;
    this.tokens = tokens;
  }

  /** Makes the store of one layer. */
  interface Maker {
    LayerCache make(int layer);
  }

  static DecoderCache empty(Engine engine, int layers, Maker maker, int rows, int capacity) {
    if (rows < 1 || capacity < 1) {
      throw new IllegalArgumentException(
          "Cannot make a cache of %d rows and %d tokens (expected 1 or more)"
              .formatted(rows, capacity));
    }
    List<LayerCache> stores = new ArrayList<>();
    DecoderCache cache =
        new DecoderCache(engine, stores, capacity, new int[rows][capacity], new int[rows]);
    boolean complete = false;
    try {
      for (int layer = 0; layer < layers; layer++) {
        stores.add(maker.make(layer));
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

  /** What one layer keeps. */
  LayerCache layer(int layer) {
    return layers.get(layer);
  }

  /** What one layer's attention keeps. */
  AttentionCache attention(int layer) {
    return (AttentionCache) layers.get(layer);
  }

  /** What one layer's scans keep. */
  StateCache states(int layer) {
    return (StateCache) layers.get(layer);
  }

  /** Writes one layer's entries {@code [rows, kvHeads, n, dim]} after those it holds. */
  void append(int layer, Tensor k, Tensor v) {
    attention(layer).append(engine, length, k, v);
  }

  /** Keys of one layer with the {@code added} that the running batch has appended. */
  Tensor keys(int layer, long added) {
    return attention(layer).keys(engine, length + added);
  }

  /** Values of one layer with the {@code added} that the running batch has appended. */
  Tensor values(int layer, long added) {
    return attention(layer).values(engine, length + added);
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
    layers.forEach(LayerCache::commit);
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
  @SuppressWarnings("try") // the scope frees the index
  public DecoderCache select(int[] rows) {
    int[][] kept = new int[rows.length][];
    int[] counts = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      kept[i] = Arrays.copyOf(positions[rows[i]], capacity);
      counts[i] = tokens[rows[i]];
    }
    List<LayerCache> chosen = new ArrayList<>();
    DecoderCache smaller = new DecoderCache(engine, chosen, capacity, kept, counts);
    smaller.length = length;
    smaller.padded = padded;
    boolean complete = false;
    try (Scope scope = engine.scope()) {
      Tensor index = engine.longs(Arrays.stream(rows).asLongStream().toArray(), rows.length);
      for (LayerCache layer : layers) {
        chosen.add(layer.select(engine, index));
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
    layers.forEach(LayerCache::close);
  }
}
