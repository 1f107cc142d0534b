package io.quantgrid.kernels.scan;

import java.util.Arrays;

/**
 * Which token follows which in a row of tokens: texts that branch from a shared context stand
 * behind one another in one row, and padding between them belongs to none.
 *
 * <pre>
 *  token      0   1   2   3   4   5
 *  text       c   c   a   a   b   -        c: context, a, b: branches, -: padding
 *  previous  -1   0   1   2   1  -2
 * </pre>
 */
public final class Order {
  /** Instead of a token: what was there before the row, the initial state. */
  public static final int START = -1;

  /** Instead of a token: this one is padding, is not computed, and nothing follows it. */
  public static final int SKIPPED = -2;

  private final int[] previous;
  private final int[] lastReader; // of START, then of each token
  private final int last;

  private Order(int[] previous, int last) {
    this.previous = previous;
    this.last = last;
    this.lastReader = new int[previous.length + 1];
    Arrays.fill(lastReader, START);
    for (int token = 0; token < previous.length; token++) {
      if (previous[token] != SKIPPED) {
        lastReader[previous[token] + 1] = token;
      }
    }
    lastReader[last + 1] = previous.length;
  }

  /** One text from its first token to its last. */
  public static Order chain(int tokens) {
    int[] previous = new int[tokens];
    for (int token = 0; token < tokens; token++) {
      previous[token] = token - 1;
    }
    return of(previous);
  }

  /**
   * The last token that is not skipped is the one whose state is kept.
   *
   * @param previous for each token the one before it in its text, {@link #START} or {@link
   *     #SKIPPED}
   * @throws IllegalArgumentException when a token follows itself, a later one or a skipped one
   */
  public static Order of(int... previous) {
    int last = START;
    for (int token = 0; token < previous.length; token++) {
      int before = previous[token];
      boolean known = before >= 0 && before < token && previous[before] != SKIPPED;
      if (!known && before != START && before != SKIPPED) {
        throw new IllegalArgumentException(
            "Cannot let token " + token + " follow " + before + " (expected one before it, or -1)");
      }
      last = before == SKIPPED ? last : token;
    }
    return new Order(previous.clone(), last);
  }

  /**
   * The same order, keeping the state behind another token.
   *
   * @param token {@link #START} for the initial state
   */
  public Order keeping(int token) {
    if (token < START || token >= previous.length || (token >= 0 && isSkipped(token))) {
      throw new IllegalArgumentException(
          "Cannot keep the state behind token "
              + token
              + " of "
              + previous.length
              + " (expected one that is not skipped)");
    }
    return new Order(previous, token);
  }

  public int tokens() {
    return previous.length;
  }

  /** The token before {@code token} in its text, {@link #START} or {@link #SKIPPED}. */
  public int previous(int token) {
    return previous[token];
  }

  /** The token whose state is kept at the end. */
  public int last() {
    return last;
  }

  boolean isSkipped(int token) {
    return previous[token] == SKIPPED;
  }

  /** Whether the state behind {@code token} is read by any later one than {@code reader}. */
  boolean isNeeded(int token, int reader) {
    return lastReader[token + 1] > reader;
  }
}
