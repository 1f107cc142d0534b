package io.quantgrid.datasets.longcontext;

import java.util.OptionalInt;

/**
 * Where in the grid of a task an item stands.
 *
 * @param length most tokens (or characters) of prompt and answer
 * @param tokens the length in tokens, about
 * @param depth where what is asked for stands: 0 at the beginning, 100 at the end; empty where it
 *     is drawn
 */
record Place(int length, int tokens, OptionalInt depth) {
  private static final int STEPS = 1 << 20;

  /** The depth, else a drawn one: 0 to 1. */
  double fraction(Draws draws) {
    return depth.isPresent() ? depth.getAsInt() / 100.0 : drawn(draws);
  }

  static double drawn(Draws draws) {
    return draws.below(STEPS + 1) / (double) STEPS;
  }
}
