package io.quantgrid.core.model.architecture;

import java.util.List;

/** What a branch computes, {@code [rows, tokens, hidden]} to the same shape. */
public sealed interface Part
    permits AttentionPart, StateSpacePart, FeedForward, GatedFeedForward, Experts {
  /** The matrices that formats quantize, in order of computation, by their inputs. */
  List<Projection> projections();

  /** Names of its other tensors, biases of projections not among them. */
  List<String> others();

  /** Names of all matrices that read the branch's input, quantized or not; never empty. */
  List<String> readers();

  /** Names of the matrices whose outputs the branch gives. */
  List<String> writers();

  /** Places inside it where factors may be moved. */
  List<Smoothing> smoothings();

  /** Whether it stays the same when its readers and writers are turned together. */
  default boolean rotates() {
    return true;
  }
}
