package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;
import java.util.OptionalInt;

/** Which keys each query of a batch sees, as the mask that all layers share. */
final class Visibility {
  private Visibility() {}

  /**
   * The mask {@code [rows or 1, 1, tokens, keys]}: keys are the cache's columns, then the batch's.
   * Empty where plain causal attention among the batch's own tokens is the same; padding at the
   * right never matters there. Padding sees itself, so that no row of the mask is empty.
   */
  static Optional<Tensor> mask(
      Engine engine, TokenBatch batch, Optional<DecoderCache> cache, OptionalInt window) {
    int past = cache.map(DecoderCache::length).orElse(0);
    int width = batch.width();
    boolean windowed = window.isPresent() && past + width > window.getAsInt();
    if (batch.causalOnly() && past == 0 && !windowed) {
      return Optional.empty();
    }
    return Optional.of(everyMask(engine, batch, cache, window));
  }

  /** The mask, whether or not plain causal attention is the same. */
  static Tensor everyMask(
      Engine engine, TokenBatch batch, Optional<DecoderCache> cache, OptionalInt window) {
    int past = cache.map(DecoderCache::length).orElse(0);
    int width = batch.width();
    // Without branches and padding inside, all rows see alike: the longest stands for all.
    boolean shared = batch.causalOnly() && !cache.map(DecoderCache::padded).orElse(false);
    int rows = shared ? 1 : batch.rows();
    int keys = past + width;
    boolean[] visible = new boolean[Math.multiplyExact(Math.multiplyExact(rows, width), keys)];
    int[] positions = new int[keys];
    int[] branches = new int[keys];
    for (int row = 0; row < rows; row++) {
      if (shared) {
        for (int key = 0; key < keys; key++) {
          positions[key] = key;
        }
      } else {
        layOut(batch, cache, row, positions, branches);
      }
      fill(visible, row * width * keys, past, positions, branches, window);
    }
    return engine.booleans(visible, rows, 1, width, keys);
  }

  private static void layOut(
      TokenBatch batch, Optional<DecoderCache> cache, int row, int[] positions, int[] branches) {
    int past = cache.map(DecoderCache::length).orElse(0);
    int before = cache.map(store -> store.tokens(row)).orElse(0);
    for (int key = 0; key < past; key++) {
      positions[key] = cache.get().position(row, key);
      branches[key] = positions[key] < 0 ? TokenBatch.PADDING : TokenBatch.CONTEXT;
    }
    for (int column = 0; column < batch.width(); column++) {
      int at = row * batch.width() + column;
      positions[past + column] = before + batch.positions()[at];
      branches[past + column] = batch.branches()[at];
    }
  }

  private static void fill(
      boolean[] visible,
      int offset,
      int past,
      int[] positions,
      int[] branches,
      OptionalInt window) {
    int reach = window.orElse(Integer.MAX_VALUE);
    int keys = positions.length;
    for (int query = past; query < keys; query++) {
      int at = offset + (query - past) * keys;
      visible[at + query] = true;
      if (branches[query] == TokenBatch.PADDING) {
        continue;
      }
      for (int key = 0; key < query; key++) {
        int distance = positions[query] - positions[key];
        boolean sameText = branches[key] == TokenBatch.CONTEXT || branches[key] == branches[query];
        visible[at + key] = sameText && distance >= 0 && distance < reach;
      }
    }
  }
}
