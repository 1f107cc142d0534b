package io.quantgrid.core.stats;

/**
 * What may be said of a variant against its baseline. The first that holds, in this order.
 *
 * <p>{@code BETTER} and {@code WORSE} need a p-value, adjusted for all that is compared, below
 * {@link McNemarPower#LEVEL}; {@code LOSSLESS} that the interval of recovery begins at 99 % or
 * above, which a small loss may do that is shown to be there.
 */
public enum Verdict {
  BETTER("better"),
  LOSSLESS("lossless"),
  WORSE("worse"),
  /** Though a loss of {@link #LOSS_PERCENT} would have shown. */
  NO_DIFFERENCE("no difference shown"),
  NOT_ENOUGH_SAMPLES("not enough samples");

  /** The loss, in percent of the baseline, that samples are asked to show. */
  public static final double LOSS_PERCENT = 1;

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  /** The word in tables. */
  public String text() {
    return text;
  }

  /**
   * The verdict.
   *
   * @param pValue adjusted; NaN where there was no test
   * @param advantage above 0 where the variant is better, below where it is worse
   * @param recoveryLow lower bound of recovery in percent; NaN where unknown
   * @param smallestLoss in percent of the baseline; NaN where unknown
   */
  public static Verdict of(
      double pValue, double advantage, double recoveryLow, double smallestLoss) {
    boolean shown = pValue < McNemarPower.LEVEL;
    if (shown && advantage > 0) {
      return BETTER;
    }
    if (recoveryLow >= 100 - LOSS_PERCENT) {
      return LOSSLESS;
    }
    if (shown && advantage < 0) {
      return WORSE;
    }
    return smallestLoss <= LOSS_PERCENT ? NO_DIFFERENCE : NOT_ENOUGH_SAMPLES;
  }
}
