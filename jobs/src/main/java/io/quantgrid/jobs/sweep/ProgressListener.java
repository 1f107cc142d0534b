package io.quantgrid.jobs.sweep;

/** Told how far a run is. Called on one of Spark's own threads: be quick. */
public interface ProgressListener {
  /**
   * A stage begins.
   *
   * @param name {@code quantize}, {@code baselines}, {@code evaluate}, {@code suspects}, {@code
   *     merge}
   * @param pieces tasks in it
   */
  void stage(String name, int pieces);

  /** A piece of the stage has ended. */
  void ended(PieceResult result);

  /** Listens to nothing. */
  static ProgressListener silent() {
    return new ProgressListener() {
      @Override
      public void stage(String name, int pieces) {}

      @Override
      public void ended(PieceResult result) {}
    };
  }
}
