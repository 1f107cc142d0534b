package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.PythonRandom;
import io.quantgrid.datasets.python.PythonSample;
import java.util.Arrays;

/** Which documents of the pool are the examples of an item. Thread safe. */
interface Sampler {
  /** lm-evaluation-harness's seed of few-shot examples. */
  long SEED = 1234;

  /** Indices into the pool, in order, for the item at that position. */
  int[] draw(int position);

  /** The first ones, always. */
  static Sampler first(int count) {
    int[] indices = new int[count];
    Arrays.setAll(indices, i -> i);
    return position -> indices.clone();
  }

  /** {@code random.Random(1234).sample}, one stream over the items in order. */
  static Sampler random(int pool, int count) {
    return new RandomSampler(pool, count);
  }

  /** Keeps what was drawn, since an item's examples depend on all draws before it. */
  final class RandomSampler implements Sampler {
    private final PythonRandom random = new PythonRandom(SEED);
    private final int pool;
    private final int count;
    private int[] drawn = new int[0];
    private int items;

    private RandomSampler(int pool, int count) {
      this.pool = pool;
      this.count = count;
    }

    @Override
    public synchronized int[] draw(int position) {
      while (items <= position) {
        int end = Math.multiplyExact(items + 1, count);
        if (end > drawn.length) {
          drawn = Arrays.copyOf(drawn, Math.max(end, drawn.length + (drawn.length >> 1)));
        }
        System.arraycopy(PythonSample.draw(random, pool, count), 0, drawn, items * count, count);
        items++;
      }
      return Arrays.copyOfRange(drawn, position * count, (position + 1) * count);
    }
  }
}
