package io.quantgrid.core.evaluate;

/**
 * Philox 4x32-10, a counter-based generator: ten rounds of multiplications and exclusive ors turn a
 * counter and a key into 128 random bits, with no state between calls (Salmon, Moraes, Dror, Shaw:
 * "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3).
 */
public final class Philox {
  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;

  /** The golden ratio and the square root of 3 less 1, in 32 bits: added to the key each round. */
  private static final int WEYL_0 = 0x9E3779B9;

  private static final int WEYL_1 = 0xBB67AE85;
  private static final double UNIT = 0x1p-53;

  private Philox() {}

  /**
   * Four words of random bits.
   *
   * @param counter four words
   * @param key two words
   */
  public static int[] words(int[] counter, int[] key) {
    int c0 = counter[0];
    int c1 = counter[1];
    int c2 = counter[2];
    int c3 = counter[3];
    int k0 = key[0];
    int k1 = key[1];
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * Integer.toUnsignedLong(c0);
      long product1 = MULTIPLIER_1 * Integer.toUnsignedLong(c2);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return new int[] {c0, c1, c2, c3};
  }

  /** A number from 0 to below 1, in steps of 2^-53, that its four coordinates decide. */
  public static double uniform(long seed, long document, int repeat, int step) {
    int[] words =
        words(
            new int[] {step, repeat, (int) document, (int) (document >>> 32)},
            new int[] {(int) seed, (int) (seed >>> 32)});
    long bits = (Integer.toUnsignedLong(words[0]) << 32) | Integer.toUnsignedLong(words[1]);
    return (bits >>> 11) * UNIT;
  }
}
