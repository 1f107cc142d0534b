package io.quantgrid.core.metric;

import java.util.Arrays;

/** Tokens that two generations begin with alike. */
public final class CommonPrefix {
  private CommonPrefix() {}

  /** How many. */
  public static int length(int[] a, int[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  /** Their share of the longer one's tokens; 1 when both have none. */
  public static double share(int[] a, int[] b) {
    int longer = Math.max(a.length, b.length);
    return longer == 0 ? 1 : (double) length(a, b) / longer;
  }
}
