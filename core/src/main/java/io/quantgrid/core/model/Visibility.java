package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** Which keys each query of a batch sees, for all layers that share a window. */
final class Visibility {
  private Visibility() {}

  /**
   * What queries see: keys are the columns that the cache holds with the batch's tokens, or the
   * batch's own. Padding at the right never matters; padding sees something, so that no row of a
   * mask is empty.
   */
  static Sight of(
      Engine engine, TokenBatch batch, Optional<DecoderCache> cache, OptionalInt window) {
    int past = cache.map(DecoderCache::length).orElse(0);
    int reach = window.orElse(Integer.MAX_VALUE);
    if (batch.causalOnly() && past == 0 && batch.width() <= reach) {
      return new Sight.Causal();
    }
    if (batch.width() == 1 && cache.isPresent() && cache.get().level()) {
      return new Sight.Full(Math.max(0, past + 1 - reach));
    }
    return new Sight.Masked(mask(engine, batch, cache, window));
  }

  /** The mask {@code [rows or 1, 1, tokens, keys]}, though another sight may be the same. */
  static Tensor mask(
      Engine engine, TokenBatch batch, Optional<DecoderCache> cache, OptionalInt window) {
    int reach = window.orElse(Integer.MAX_VALUE);
    if (cache.isPresent() && !batch.branched()) {
      return ofColumns(engine, batch, cache.get(), reach);
    }
    // Without branches and padding inside, all rows see alike: the longest stands for all.
    int rows = batch.causalOnly() ? 1 : batch.rows();
    int width = batch.width();
    int before = cache.map(DecoderCache::length).orElse(0); // the same in all rows
    int keys = before + width;
    boolean[] visible = new boolean[Math.multiplyExact(rows * width, keys)];
    for (int row = 0; row < rows; row++) {
      for (int query = 0; query < width; query++) {
        int at = (row * width + query) * keys;
        if (batch.causalOnly()) {
          see(visible, at, before + query, reach);
        } else {
          int position = before + batch.positions()[row * width + query];
          Arrays.fill(
              visible, at + Math.min(before, Math.max(0, position - reach + 1)), at + before, true);
          see(visible, at + before, batch, row * width, query, reach);
        }
      }
    }
    return engine.booleans(visible, rows, 1, width, keys);
  }

  /** In a cache the token at a position lies in the column of that number. */
  private static Tensor ofColumns(Engine engine, TokenBatch batch, DecoderCache cache, int reach) {
    boolean alike = batch.causalOnly() && cache.level();
    int rows = alike ? 1 : batch.rows();
    int width = batch.width();
    int keys = cache.lengthWith(batch);
    boolean[] visible = new boolean[Math.multiplyExact(Math.multiplyExact(rows, width), keys)];
    for (int row = 0; row < rows; row++) {
      int before = cache.tokens(row);
      for (int column = 0; column < width; column++) {
        int at = row * width + column;
        int position = before + (alike ? column : batch.positions()[at]);
        see(visible, at * keys, Math.min(position, keys - 1), reach);
      }
    }
    return engine.booleans(visible, rows, 1, width, keys);
  }

  /** A query at a position of columns that hold one text sees those up to its own. */
  private static void see(boolean[] visible, int at, int position, int reach) {
    Arrays.fill(visible, at + Math.max(0, position - reach + 1), at + position + 1, true);
  }

  /** A query in a column of a row that may hold branches, and padding before them. */
  private static void see(
      boolean[] visible, int at, TokenBatch batch, int first, int query, int reach) {
    visible[at + query] = true;
    int branch = batch.branches()[first + query];
    if (branch == TokenBatch.PADDING) {
      return;
    }
    int position = batch.positions()[first + query];
    for (int key = 0; key < query; key++) {
      int of = batch.branches()[first + key];
      int distance = position - batch.positions()[first + key];
      boolean sameText = of == TokenBatch.CONTEXT || of == branch;
      visible[at + key] = sameText && distance >= 0 && distance < reach;
    }
  }
}
