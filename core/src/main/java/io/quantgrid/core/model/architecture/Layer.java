package io.quantgrid.core.model.architecture;

import java.util.Arrays;
import java.util.List;

/**
 * One block of a model: branches that read the residual stream and are added to it.
 *
 * @param multiplier what each branch is multiplied with before it is added
 */
public record Layer(Flow flow, List<Branch> branches, double multiplier) {
  /** How branches follow one another. */
  public enum Flow {
    /** Each reads the stream that the one before has added to. */
    SEQUENTIAL,
    /** All read the stream as it came; equal norms are computed once. */
    PARALLEL,
    /** As sequential, but the norm after a branch is taken of the sum. */
    NORM_OF_SUM
  }

  public Layer {
    branches = List.copyOf(branches);
  }

  public static Layer sequential(Branch... branches) {
    return new Layer(Flow.SEQUENTIAL, List.of(branches), 1);
  }

  public static Layer parallel(Branch... branches) {
    return new Layer(Flow.PARALLEL, List.of(branches), 1);
  }

  /** Parts side by side behind one norm. */
  public static Layer parallel(Norm norm, Part... parts) {
    return new Layer(
        Flow.PARALLEL, Arrays.stream(parts).map(part -> Branch.of(norm, part)).toList(), 1);
  }

  /** The same with what its branches give multiplied. */
  public Layer times(double factor) {
    return new Layer(flow, branches, factor);
  }
}
