package io.quantgrid.jobs.report;

import java.util.Locale;

/** A diverging scale for recovery: red below 100, white at 100, blue above; linear in between. */
record HeatColor(String background, String text) {
  private static final double[] STOPS = {50, 85, 100, 115};
  private static final int[][] COLORS = {
    {178, 24, 43}, {244, 165, 130}, {247, 247, 247}, {146, 197, 222}
  };

  /** Relative luminance (WCAG 2.2) on which black and white are equally easy to read, 4.6 to 1. */
  private static final double MIDDLE = 0.179;

  static HeatColor of(Double recovery) {
    if (recovery == null) {
      return new HeatColor("transparent", "inherit");
    }
    double at = Math.max(STOPS[0], Math.min(STOPS[STOPS.length - 1], recovery));
    int i = 0;
    while (i < STOPS.length - 2 && at > STOPS[i + 1]) {
      i++;
    }
    double share = (at - STOPS[i]) / (STOPS[i + 1] - STOPS[i]);
    int[] rgb = new int[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = (int) Math.rint(COLORS[i][c] + share * (COLORS[i + 1][c] - COLORS[i][c]));
    }
    double luminance = 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
    return new HeatColor(
        String.format(Locale.ROOT, "#%02x%02x%02x", rgb[0], rgb[1], rgb[2]),
        luminance < MIDDLE ? "#ffffff" : "#000000");
  }

  /** Light of a channel of sRGB. */
  private static double linear(int channel) {
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
