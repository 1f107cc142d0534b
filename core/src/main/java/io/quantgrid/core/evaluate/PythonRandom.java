package io.quantgrid.core.evaluate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * CPython's {@code random.Random(seed)} for texts and for non-negative seeds below 2^32: the
 * Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), seeded by {@code init_by_array} with the
 * seed as its one word. lm-evaluation-harness draws bootstrap samples and few-shot examples with
 * it, so figures can only be reproduced with the same stream. Not thread safe.
 */
public final class PythonRandom {
  private static final int N = 624;
  private static final int M = 397;

  private final int[] state = new int[N];
  private int next = N;

  /**
   * @throws IllegalArgumentException when the seed is negative or needs more than 32 bits
   */
  public PythonRandom(long seed) {
    if (seed < 0 || seed > 0xffffffffL) {
      throw new IllegalArgumentException(
          "Cannot seed the generator: " + seed + " (expected 0 to 4294967295)");
    }
    scramble(19650218);
    initByArray(new int[] {(int) seed});
  }

  private PythonRandom(int[] key) {
    scramble(19650218);
    initByArray(key);
  }

  /**
   * {@code random.Random(seed)} of a text: the key is the UTF-8 bytes and their SHA-512, read as
   * one number, in words from its lowest.
   */
  public static PythonRandom seeded(String seed) {
    byte[] text = seed.getBytes(StandardCharsets.UTF_8);
    byte[] hash;
    try {
      hash = MessageDigest.getInstance("SHA-512").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    byte[] bytes = Arrays.copyOf(text, text.length + hash.length);
    System.arraycopy(hash, 0, bytes, text.length, hash.length);
    BigInteger number = new BigInteger(1, bytes);
    int[] key = new int[Math.max(1, (number.bitLength() + 31) / 32)];
    for (int i = 0; i < key.length; i++) {
      key[i] = number.shiftRight(32 * i).intValue();
    }
    return new PythonRandom(key);
  }

  private void scramble(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  private void initByArray(int[] key) {
    int i = 1;
    int j = 0;
    for (int k = Math.max(N, key.length); k > 0; k--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + key[j] + j;
      i = wrapped(i + 1);
      j = (j + 1) % key.length;
    }
    for (int k = N - 1; k > 0; k--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
      i = wrapped(i + 1);
    }
    state[0] = 0x80000000;
  }

  /** Past the end, the first word takes the last one's value and the walk goes on at 1. */
  private int wrapped(int i) {
    if (i < N) {
      return i;
    }
    state[0] = state[N - 1];
    return 1;
  }

  private void twist() {
    for (int i = 0; i < N; i++) {
      int y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
      state[i] = state[(i + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
    next = 0;
  }

  private int word() {
    if (next == N) {
      twist();
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  /**
   * {@code getrandbits(bits)}.
   *
   * @param bits 1 to 32
   */
  public long bits(int bits) {
    if (bits < 1 || bits > 32) {
      throw new IllegalArgumentException("Cannot draw " + bits + " bits (expected 1 to 32)");
    }
    return (word() & 0xffffffffL) >>> (32 - bits);
  }

  /**
   * {@code randrange(n)}, and {@code randint(a, b)} less a for n = b - a + 1.
   *
   * @param n 1 or more
   */
  public int below(int n) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(n);
    long drawn = bits(bits);
    while (drawn >= n) {
      drawn = bits(bits);
    }
    return (int) drawn;
  }

  /** {@code random()}: 53 bits in [0, 1). */
  public double random() {
    double a = word() >>> 5;
    double b = word() >>> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }

  /** One index of {@code choices(range(n), k=...)}: {@code floor(random() * n)}. */
  public int choice(int n) {
    return (int) Math.floor(random() * n);
  }
}
