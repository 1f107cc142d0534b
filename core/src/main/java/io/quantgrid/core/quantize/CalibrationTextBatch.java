package io.quantgrid.core.quantize;

import io.quantgrid.core.model.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some calibration texts that run together.
 *
 * @param tokens padded at the right
 * @param real where the tokens that are no padding stand, when rows and columns are one dimension
 */
record CalibrationTextBatch(TokenBatch tokens, long[] real) {
  /** Tokens of a batch, padding included, unless one text alone has more. */
  static final int TOKENS = 2048;

  /**
   * Whole texts in their order, so that the same texts give the same sums.
   *
   * @param longest tokens of a text; the rest is cut off
   */
  static List<CalibrationTextBatch> of(List<int[]> texts, int longest) {
    List<CalibrationTextBatch> out = new ArrayList<>();
    List<int[]> together = new ArrayList<>();
    int width = 0;
    for (int[] text : texts) {
      int[] fitting = text.length > longest ? Arrays.copyOf(text, longest) : text;
      int wider = Math.max(width, fitting.length);
      if (!together.isEmpty() && (long) (together.size() + 1) * wider > TOKENS) {
        out.add(batch(together));
        together.clear();
        wider = fitting.length;
      }
      together.add(fitting);
      width = wider;
    }
    out.add(batch(together));
    return out;
  }

  private static CalibrationTextBatch batch(List<int[]> texts) {
    TokenBatch tokens = TokenBatch.causal(texts);
    long[] real = new long[texts.stream().mapToInt(text -> text.length).sum()];
    int at = 0;
    for (int row = 0; row < texts.size(); row++) {
      for (int column = 0; column < texts.get(row).length; column++) {
        real[at++] = tokens.index(row, column);
      }
    }
    return new CalibrationTextBatch(tokens, real);
  }

  boolean padded() {
    return real.length < (long) tokens.rows() * tokens.width();
  }
}
