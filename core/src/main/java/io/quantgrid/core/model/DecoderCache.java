package io.quantgrid.core.model;

import io.quantgrid.core.model.Placement.Grid;
import io.quantgrid.kernels.tensor.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What all layers keep of the tokens seen so far, and how many those are in each row. */
final class DecoderCache implements KvCache {
  private final Engine engine;
  private final List<LayerCache> layers;
  private final int capacity;
  private final int[] tokens;
  private final Rows kept;
  private int rows;

  /** Whose entries are kept. */
  enum Rows {
    /** Those of each row. */
    EACH,
    /** Those of one row, which all go on from. */
    ONE_FOR_ALL
  }

  private DecoderCache(Engine engine, List<LayerCache> layers, Rows kept, int rows, int capacity) {
    this.engine = engine;
    this.layers = layers;
    this.kept = kept;
    this.capacity = capacity;
    this.tokens = new int[rows];
    this.rows = rows;
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
    DecoderCache cache = new DecoderCache(engine, stores, Rows.EACH, rows, capacity);
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

  /**
   * This one's first row as what any number of rows goes on from; nothing is appended to it, and it
   * is not closed.
   */
  DecoderCache sharedBy(int count) {
    DecoderCache all = new DecoderCache(engine, layers, Rows.ONE_FOR_ALL, count, capacity);
    Arrays.fill(all.tokens, tokens[0]);
    return all;
  }

  Rows kept() {
    return kept;
  }

  /** Refuses what does not fit. */
  void check(TokenBatch batch) {
    if (batch.rows() != rows) {
      throw new IllegalArgumentException(
          "Cannot append %d rows to a cache (expected %d)".formatted(batch.rows(), rows));
    }
    if (batch.branched()) {
      throw new IllegalArgumentException(
          "Cannot append branches to a cache (expected one text a row)");
    }
    for (int row = 0; row < rows; row++) {
      if (tokens[row] + batch.tokens(row) > capacity) {
        throw new IllegalArgumentException(
            "Cannot append %d tokens to a row of %d (expected at most %d)"
                .formatted(batch.tokens(row), tokens[row], capacity - tokens[row]));
      }
    }
  }

  /** Where the batch's entries go; belongs to the scope that is open. */
  Placement place(TokenBatch batch) {
    return new Placement(engine, this, batch, this::grids);
  }

  private Set<Grid> grids() {
    return layers.stream().flatMap(layer -> layer.grids().stream()).collect(Collectors.toSet());
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

  /** Counts the batch's tokens in, once all layers hold them. */
  void commit(TokenBatch batch) {
    for (int row = 0; row < rows; row++) {
      tokens[row] += batch.tokens(row);
    }
    layers.forEach(LayerCache::commit);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public void use(int count) {
    if (count < 1 || count > tokens.length) {
      throw new IllegalArgumentException(
          "Cannot use %d rows of a cache (expected 1 to %d)".formatted(count, tokens.length));
    }
    for (int row = rows; row < count; row++) {
      clear(row);
    }
    rows = count;
  }

  @Override
  public int length() {
    return IntStream.range(0, rows).map(this::tokens).max().orElse(0);
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int tokens(int row) {
    return tokens[row];
  }

  /** Columns in use once the batch's tokens are in. */
  int lengthWith(TokenBatch batch) {
    return IntStream.range(0, rows).map(row -> tokens[row] + batch.tokens(row)).max().orElse(0);
  }

  /** Whether all rows hold equally many tokens. */
  boolean level() {
    return IntStream.range(1, rows).allMatch(row -> tokens[row] == tokens[0]);
  }

  @Override
  public void clear(int row) {
    layers.forEach(layer -> layer.clear(engine, row));
    tokens[row] = 0;
  }

  @Override
  public void put(int row, KvCache from, int fromRow) {
    DecoderCache other = (DecoderCache) from;
    int held = other.tokens[fromRow];
    if (held > capacity) {
      throw new IllegalArgumentException(
          "Cannot put a row of %d tokens into a cache (expected at most %d)"
              .formatted(held, capacity));
    }
    for (int layer = 0; layer < layers.size(); layer++) {
      layers.get(layer).put(engine, row, other.layers.get(layer), fromRow, held);
    }
    tokens[row] = held;
  }

  @Override
  public void close() {
    layers.forEach(LayerCache::close);
  }
}
