package io.quantgrid.datasets.longcontext;

import io.quantgrid.core.evaluate.TaskException;
import java.util.function.ToIntFunction;

/** Finds how much can be read within a length. */
final class Sizing {
  /** Larger than any text that could be asked for. */
  private static final int LARGEST = 1 << 26;

  private Sizing() {}

  /**
   * The prompt of the largest size whose measure is within the limit. Lengths grow almost evenly
   * with sizes, so each next guess lies where a straight line says.
   *
   * @throws TaskException when the smallest is too long
   */
  static String longest(Puzzle puzzle, int limit, ToIntFunction<String> measure) {
    int low = puzzle.smallest();
    String best = puzzle.prompt(low);
    int shortest = measure.applyAsInt(best);
    if (shortest > limit) {
      throw new TaskException(
          "Cannot make a text of length "
              + limit
              + ": the shortest has "
              + shortest
              + " (expected a larger length)");
    }
    int high = low + 1;
    String longer = puzzle.prompt(high);
    int above = measure.applyAsInt(longer);
    int atLow = shortest;
    while (above <= limit && high < LARGEST) { // out to a size that does not fit
      double each = Math.max(0.5, (double) (above - atLow) / (high - low));
      low = high;
      best = longer;
      atLow = above;
      high = (int) Math.min(LARGEST, low + 1 + Math.ceil(1.02 * (limit - above) / each));
      longer = puzzle.prompt(high);
      above = measure.applyAsInt(longer);
    }
    for (int tries = 1; high - low > 1; tries++) { // and back, every third time by halves
      double share = (double) (limit - atLow) / Math.max(1, above - atLow);
      int guess = low + (int) Math.round((tries % 3 == 0 ? 0.5 : share) * (high - low));
      int middle = Math.max(low + 1, Math.min(high - 1, guess));
      String between = puzzle.prompt(middle);
      int length = measure.applyAsInt(between);
      if (length <= limit) {
        low = middle;
        best = between;
        atLow = length;
      } else {
        high = middle;
        above = length;
      }
    }
    return best;
  }
}
