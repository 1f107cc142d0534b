package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.PythonRandom;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.python.PythonSample;
import io.quantgrid.datasets.read.Document;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Which documents of the pool are the examples of an item. Thread safe. */
interface Sampler {
  /** lm-evaluation-harness's seed of few-shot examples. */
  long SEED = 1234;

  /**
   * Indices into the pool, in order.
   *
   * @throws TaskException if the pool has too few documents that are not the item
   */
  int[] draw(Document item);

  /** The first ones, always. */
  static Sampler first(int count) {
    int[] indices = new int[count];
    Arrays.setAll(indices, i -> i);
    return item -> indices.clone();
  }

  /** The first ones that are not the item. */
  static Sampler firstOthers(int count, Likeness likeness) {
    return item -> take(count, item, likeness.others(item));
  }

  /** {@code random.Random(1234).sample}, one stream over the items in order. */
  static Sampler random(int pool, int count) {
    return new RandomSampler(count, (random, position) -> PythonSample.draw(random, pool, count));
  }

  /**
   * As {@link #random}, but one more is drawn and the item left out; where it is there more than
   * once and too few remain, as many as are needed are drawn anew from what is not the item.
   */
  static Sampler randomOthers(int pool, int count, Likeness likeness) {
    return new RandomSampler(
        count,
        (random, position) -> {
          int[] drawn = PythonSample.draw(random, pool, count + 1);
          int[] kept =
              Arrays.stream(drawn)
                  .filter(index -> !likeness.same(position, index))
                  .limit(count)
                  .toArray();
          if (kept.length == count) {
            return kept;
          }
          int[] others = likeness.others(position).toArray();
          int[] again = PythonSample.draw(random, others.length, count);
          return Arrays.stream(again).map(index -> others[index]).toArray();
        });
  }

  private static int[] take(int count, Document item, IntStream indices) {
    int[] taken = indices.limit(count).toArray();
    if (taken.length < count) {
      throw new TaskException(
          "Cannot draw examples for %s: %d others (expected %d)"
              .formatted(item.origin(), taken.length, count));
    }
    return taken;
  }

  /** Keeps what was drawn, since an item's examples depend on all draws before it. */
  final class RandomSampler implements Sampler {
    /** One item's draw. */
    private interface Draw {
      int[] next(PythonRandom random, int position);
    }

    private final PythonRandom random = new PythonRandom(SEED);
    private final int count;
    private final Draw draw;
    private int[] drawn = new int[0];
    private int items;

    private RandomSampler(int count, Draw draw) {
      this.count = count;
      this.draw = draw;
    }

    @Override
    public synchronized int[] draw(Document item) {
      int position = item.position();
      while (items <= position) {
        int end = Math.multiplyExact(items + 1, count);
        if (end > drawn.length) {
          drawn = Arrays.copyOf(drawn, Math.max(end, drawn.length + (drawn.length >> 1)));
        }
        System.arraycopy(draw.next(random, items), 0, drawn, items * count, count);
        items++;
      }
      return Arrays.copyOfRange(drawn, position * count, (position + 1) * count);
    }
  }
}
