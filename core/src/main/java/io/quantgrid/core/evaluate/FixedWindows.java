package io.quantgrid.core.evaluate;

import io.quantgrid.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Cuts a text into windows of one length. */
final class FixedWindows {
  private FixedWindows() {}

  /**
   * Windows in order, which are {@link Windows.Disjoint} or {@link Windows.SecondHalves}.
   *
   * @throws TaskException when the text does not fill one window
   */
  static List<TokenPair> of(Windows windows, String text, Tokenizer tokenizer) {
    int[] ids = tokenizer.encode(text);
    if (windows instanceof Windows.Disjoint disjoint) {
      return cut(ids, disjoint.length(), 1, OptionalInt.empty()).stream()
          .limit(disjoint.most())
          .toList();
    }
    Windows.SecondHalves halves = (Windows.SecondHalves) windows;
    return cut(ids, halves.length(), halves.length() / 2 + 1, begins(tokenizer)).stream()
        .limit(halves.most())
        .toList();
  }

  /**
   * @param context tokens of each window that are not scored
   * @param first what takes the place of each window's first token
   */
  private static List<TokenPair> cut(int[] ids, int length, int context, OptionalInt first) {
    if (ids.length < length) {
      throw new TaskException(
          "Cannot score a text of %d tokens (expected %d, a window, or more)"
              .formatted(ids.length, length));
    }
    List<TokenPair> pairs = new ArrayList<>();
    for (int start = 0; start + length <= ids.length; start += length) {
      int[] window = Arrays.copyOfRange(ids, start, start + length);
      first.ifPresent(bos -> window[0] = bos);
      pairs.add(
          new TokenPair(
              Arrays.copyOf(window, context), Arrays.copyOfRange(window, context, length)));
    }
    return pairs;
  }

  /** The BOS token, if the tokenizer puts one before a text. */
  private static OptionalInt begins(Tokenizer tokenizer) {
    int[] empty = tokenizer.encode("");
    OptionalInt bos = tokenizer.bos();
    return bos.isPresent() && empty.length > 0 && empty[0] == bos.getAsInt()
        ? bos
        : OptionalInt.empty();
  }
}
