package io.quantgrid.core.stats;

import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.evaluate.Philox;
import java.util.Arrays;

/**
 * How often each replicate of a bootstrap draws an item. In place of counts that come to the number
 * of items, each item's is a Poisson variable of mean 1 (Hanley and MacGibbon: "Creating
 * non-parametric bootstrap samples using Poisson frequencies", 2006; Chamandy et al.: "Estimating
 * uncertainty for massive data streams", Google, 2012), so that items need not be together. It is
 * drawn by a counter-based generator from seed, task, document and replicate: the same for every
 * variant and on every machine, in whatever order. Not thread safe.
 */
public final class Resampling {
  /** Draws of the bootstrap. */
  public static final int REPLICATES = 1000;

  /** Behind the replicates stands one that has every item once: the figure itself. */
  static final int ITSELF = REPLICATES;

  /** Below which of 2^32 equally likely words the variable is 0, 1 ... */
  private static final long[] POISSON = poisson();

  /** In place of a document, for draws of what is no single item. */
  private static final long NO_DOCUMENT = -1;

  private final long key;
  private final double[] weights = new double[REPLICATES + 1];
  private long document = NO_DOCUMENT;
  private boolean drawn;

  public Resampling(long seed, String task) {
    byte[] digest =
        Sha256.digest()
            .digest((seed + " " + task).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    this.key = java.nio.ByteBuffer.wrap(digest).getLong();
    weights[ITSELF] = 1;
  }

  private static long[] poisson() {
    long[] bounds = new long[16];
    double term = Math.exp(-1);
    double sum = 0;
    for (int k = 0; k < bounds.length; k++) {
      sum += term;
      term /= k + 1;
      bounds[k] = Math.round(sum * 0x1p32);
    }
    return Arrays.stream(bounds).filter(bound -> bound < 1L << 32).toArray();
  }

  /** Goes to another item. */
  public void at(long next) {
    drawn &= document == next;
    document = next;
  }

  /** Of the item in each replicate, and 1 behind them. To be read before the next item. */
  double[] weights() {
    if (!drawn) {
      draw();
      drawn = true;
    }
    return weights;
  }

  private void draw() {
    int[] generator = {(int) key, (int) (key >>> 32)};
    int[] counter = {0, 0, (int) document, (int) (document >>> 32)};
    for (int replicate = 0; replicate < REPLICATES; counter[0]++) {
      int[] words = Philox.words(counter, generator);
      for (int word = 0; word < words.length && replicate < REPLICATES; word++) {
        weights[replicate++] = poisson(Integer.toUnsignedLong(words[word]));
      }
    }
  }

  private static int poisson(long word) {
    int k = 0;
    while (k < POISSON.length && word >= POISSON[k]) {
      k++;
    }
    return k;
  }

  /** From 0 to below 1, for one of several draws in a replicate that are not of an item. */
  double uniform(int draw, int replicate) {
    return Philox.uniform(key, NO_DOCUMENT, draw, replicate);
  }
}
