package io.quantgrid.core.evaluate;

import io.quantgrid.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Windows drawn from texts by CPython's {@code random.randint}: a text, drawn again until one is
 * longer than a window, then where in it the window begins, but never its last place ({@code
 * get_c4} in the code of GPTQ, which fails at a text as long as a window). Texts are read and
 * tokenized one at a time, those that are too short once.
 */
final class DrawnWindows {
  private DrawnWindows() {}

  /**
   * Windows in the order drawn; of each the first token is not scored.
   *
   * @throws TaskException when no text is longer than a window
   */
  static List<TokenPair> of(Windows.Drawn windows, Texts texts, Tokenizer tokenizer) {
    PythonRandom random = new PythonRandom(windows.seed());
    BitSet tooShort = new BitSet();
    List<TokenPair> pairs = new ArrayList<>(windows.count());
    while (pairs.size() < windows.count()) {
      int position = random.below(texts.size());
      if (tooShort.get(position)) {
        continue;
      }
      int[] ids = tokenizer.encode(texts.text(position));
      int places = ids.length - windows.length();
      if (places > 0) {
        pairs.add(window(ids, random.below(places), windows.length()));
        continue;
      }
      tooShort.set(position);
      if (tooShort.cardinality() == texts.size()) {
        throw new TaskException(
            "Cannot draw windows of %d tokens: none of %d texts is longer (expected one of %d tokens or more)"
                .formatted(windows.length(), texts.size(), windows.length() + 1));
      }
    }
    return pairs;
  }

  private static TokenPair window(int[] ids, int start, int length) {
    return new TokenPair(
        new int[] {ids[start]}, Arrays.copyOfRange(ids, start + 1, start + length));
  }
}
