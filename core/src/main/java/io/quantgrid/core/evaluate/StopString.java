package io.quantgrid.core.evaluate;

import io.quantgrid.core.text.Tokenizer;
import java.util.Arrays;

/**
 * A string that ends generation once it stands in the decoded tail of what was generated, special
 * tokens kept. The tail is two tokens longer than the string's own ids, as in
 * lm-evaluation-harness, since the model may spell it otherwise. Thread safe for one thread at a
 * time.
 */
final class StopString {
  private static final byte NOT_LOOKED = 0;
  private static final byte MAY_END = 1;
  private static final byte CANNOT_END = 2;

  private final Tokenizer tokenizer;
  private final String text;
  private final int lookback;
  private final byte[] ends;

  /**
   * @param vocabulary more than the largest token id
   */
  StopString(Tokenizer tokenizer, String text, int vocabulary) {
    this.tokenizer = tokenizer;
    this.text = text;
    this.lookback = tokenizer.encodePlain(text).length + 2;
    this.ends = new byte[vocabulary];
  }

  String text() {
    return text;
  }

  /**
   * Whether the string stands in the tail of the first {@code count} tokens, given that it did not
   * one token earlier.
   */
  boolean completedBy(int[] tokens, int count) {
    if (!mayEndWith(tokens[count - 1])) {
      return false;
    }
    int[] tail = Arrays.copyOfRange(tokens, Math.max(0, count - lookback), count);
    return tokenizer.decode(tail).contains(text);
  }

  /** Decoding is dear: most tokens are ruled out once and for all by their own text. */
  private boolean mayEndWith(int token) {
    if (ends[token] == NOT_LOOKED) {
      ends[token] = mayEnd(tokenizer.decode(new int[] {token})) ? MAY_END : CANNOT_END;
    }
    return ends[token] == MAY_END;
  }

  /**
   * A new match must hold at least one character of the last token: either the token holds the
   * whole string or the string ends with a beginning of the token. Tokens that hold no whole
   * characters, or whose leading space a decoder drops, decide nothing by themselves.
   */
  private boolean mayEnd(String piece) {
    return piece.isEmpty()
        || piece.indexOf('\ufffd') >= 0
        || completes(piece)
        || completes(" " + piece);
  }

  private boolean completes(String piece) {
    if (piece.contains(text)) {
      return true;
    }
    for (int length = 1; length <= Math.min(piece.length(), text.length()); length++) {
      if (text.endsWith(piece.substring(0, length))) {
        return true;
      }
    }
    return false;
  }
}
