package io.quantgrid.core.text;

import java.util.Arrays;
import java.util.Optional;

/** The special tokens that a tokenizer puts before and after every text. */
record TokenFrame(int[] before, int[] after) {
  /**
   * Seen by a text without and with them.
   *
   * @return none where they stand otherwise than around the text
   */
  static Optional<TokenFrame> of(int[] plain, int[] framed) {
    for (int at = 0; plain.length > 0 && at + plain.length <= framed.length; at++) {
      if (Arrays.equals(plain, 0, plain.length, framed, at, at + plain.length)) {
        return Optional.of(
            new TokenFrame(
                Arrays.copyOf(framed, at),
                Arrays.copyOfRange(framed, at + plain.length, framed.length)));
      }
    }
    return Optional.empty();
  }

  int[] around(int[] ids) {
    int[] all = Arrays.copyOf(before, before.length + ids.length + after.length);
    System.arraycopy(ids, 0, all, before.length, ids.length);
    System.arraycopy(after, 0, all, before.length + ids.length, after.length);
    return all;
  }
}
