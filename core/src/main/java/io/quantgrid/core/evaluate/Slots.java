package io.quantgrid.core.evaluate;

import io.quantgrid.core.model.KvCache;
import io.quantgrid.core.model.TokenBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts that are generated side by side. When some have ended, the next prompts take their places;
 * those that go on stay together in the first rows, so that no step computes an ended text.
 */
final class Slots {
  /**
   * Prompts wait until this share of the slots is free, and are computed together then: a product
   * with several prompts costs less than one for each.
   */
  private static final double REFILL_AT = 0.25;

  private final Decoder decoder;
  private final Prefill prefill;
  private final KvCache cache;
  private final int slots;
  private final List<Generation> rows = new ArrayList<>();

  /**
   * @param cache with a row for each slot
   * @param prefill into another cache
   */
  Slots(Decoder decoder, KvCache cache, Prefill prefill) {
    this.decoder = decoder;
    this.cache = cache;
    this.prefill = prefill;
    this.slots = cache.rows();
  }

  /** Runs all to their end, started in that order. */
  void run(List<Generation> generations) {
    int started = 0;
    int refill = Math.max(1, (int) (REFILL_AT * slots));
    while (started < generations.size() || !rows.isEmpty()) {
      if (rows.isEmpty() || slots - rows.size() >= refill) {
        while (started < generations.size() && rows.size() < slots) {
          started += start(generations.subList(started, generations.size()));
        }
      }
      if (!rows.isEmpty()) {
        step();
      }
    }
  }

  /** Starts the first of those that wait; how many. */
  private int start(List<Generation> waiting) {
    List<Generation> next = waiting.subList(0, prefill.together(waiting, slots - rows.size()));
    int[] tokens = prefill.next(next);
    for (int i = 0; i < tokens.length; i++) {
      Generation generation = next.get(i);
      generation.accept(tokens[i]);
      if (!generation.done()) {
        rows.add(generation);
        cache.use(rows.size());
        cache.put(rows.size() - 1, prefill.cache(), i);
      }
    }
    return tokens.length;
  }

  private void step() {
    cache.use(rows.size());
    int[] tokens =
        decoder.next(
            TokenBatch.step(rows.stream().mapToInt(Generation::last).toArray()), cache, rows);
    for (int row = tokens.length - 1; row >= 0; row--) {
      rows.get(row).accept(tokens[row]);
      if (rows.get(row).done()) {
        leave(row);
      }
    }
  }

  /** The last row takes the place of one that has ended. */
  private void leave(int row) {
    int last = rows.size() - 1;
    if (row < last) {
      cache.put(row, cache, last);
      rows.set(row, rows.get(last));
    }
    rows.remove(last);
  }
}
