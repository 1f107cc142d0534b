package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;

/** Sees what goes into the linear layers of a model while it computes. */
public interface InputObserver {
  /**
   * @param weights names of the weights that multiply this input: several where they are computed
   *     as one; a router's, too, though it stays plain
   * @param input {@code [rows, tokens, in]}, padding included, or, of routers and experts, {@code
   *     [tokens, in]} without padding; only valid during the call
   */
  void observe(List<String> weights, Tensor input);

  /**
   * Whether an expert is to be computed. One that is not adds nothing, and what its block gives
   * means nothing then.
   *
   * @param up,down names of the weights of its two products, as {@link #observe} has them
   */
  default boolean needs(List<String> up, List<String> down) {
    return true;
  }

  /** What is wanted of experts. */
  default ExpertTokens experts() {
    return ExpertTokens.ROUTED;
  }
}
