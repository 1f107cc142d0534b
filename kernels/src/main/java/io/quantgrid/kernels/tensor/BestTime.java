package io.quantgrid.kernels.tensor;

/** How long a thing takes when nothing comes in between. */
final class BestTime {
  private static final long SHORTEST_NANOS = 200_000_000L;
  private static final int FEWEST = 3;

  private BestTime() {}

  /** The shortest of at least three runs and a fifth of a second, in seconds. */
  static double seconds(Runnable body) {
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + SHORTEST_NANOS;
    for (int i = 0; i < FEWEST || System.nanoTime() < end; i++) {
      long start = System.nanoTime();
      body.run();
      best = Math.min(best, Math.max(1, System.nanoTime() - start));
    }
    return best / 1e9;
  }
}
