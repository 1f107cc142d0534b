package io.quantgrid.core.evaluate;

/**
 * How far a variant is from the baseline over the scored tokens of an item.
 *
 * @param klMean KL(baseline || variant) in nats, a lower bound: see {@link #kl}
 * @param klMax the largest of a token
 * @param top1Agreement share of tokens where both have the same most likely token
 */
record Divergence(double klMean, double klMax, double top1Agreement) {
  /**
   * Least probability of the rest bucket on either side. What is left of 1 after k float32
   * probabilities is rounding below about this.
   */
  static final double REST_FLOOR = 1e-6;

  /**
   * KL(baseline || variant) over the baseline's k most likely tokens plus one bucket for all
   * others: at most the KL over the whole vocabulary (log sum inequality), and never below 0.
   *
   * @param baseline log-probabilities, {@code k} from index {@code from}
   * @param variant log-probabilities of the same tokens, {@code k} from index {@code start}
   */
  static double kl(float[] baseline, int from, float[] variant, int start, int k) {
    double kl = 0;
    double baselineRest = 1;
    double variantRest = 1;
    for (int i = 0; i < k; i++) {
      double p = Math.exp(baseline[from + i]);
      if (p > 0) {
        kl += p * ((double) baseline[from + i] - variant[start + i]);
      }
      baselineRest -= p;
      variantRest -= Math.exp(variant[start + i]);
    }
    baselineRest = Math.max(baselineRest, REST_FLOOR);
    variantRest = Math.max(variantRest, REST_FLOOR);
    kl += baselineRest * Math.log(baselineRest / variantRest);
    return Math.max(0, kl);
  }
}
