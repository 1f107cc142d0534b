package io.quantgrid.core.model.architecture;

import java.util.Optional;

/**
 * How a router's logits become a choice of experts and their weights. Of equal scores the expert of
 * the lower number is chosen.
 *
 * @param chosen experts of a token
 * @param groups experts among which a token's are chosen
 * @param factor of the weights
 */
public record Routing(
    Scores scores, int chosen, Optional<Groups> groups, Weights weights, double factor) {

  /** What is compared. */
  public enum Scores {
    /** Softmax over all experts' logits. */
    SOFTMAX,
    /** Sigmoids. */
    SIGMOID,
    /** Logits; the weights are the softmax over those chosen. */
    LOGITS
  }

  /** What the weights are. */
  public enum Weights {
    /** The chosen scores. */
    AS_SCORED,
    /** The chosen scores divided by their sum. */
    SHARES
  }

  /**
   * Experts in groups of equal size, of which some are chosen first; experts of the others count as
   * 0 (arXiv 2405.04434, section 2.2.2).
   *
   * @param count divides the number of experts
   */
  public record Groups(int count, int chosen, By by) {}

  /** What stands for a group. */
  public enum By {
    /** Its largest score. */
    BEST,
    /** The sum of its two largest. */
    BEST_TWO
  }

  /** The best of all experts, without a factor. */
  public static Routing of(Scores scores, int chosen, Weights weights) {
    return new Routing(scores, chosen, Optional.empty(), weights, 1);
  }
}
