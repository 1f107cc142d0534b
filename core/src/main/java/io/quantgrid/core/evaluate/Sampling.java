package io.quantgrid.core.evaluate;

/**
 * How the next token is chosen: logits are divided by the temperature, then the {@code topK} most
 * likely tokens are kept, then of those the most likely ones whose probabilities come to {@code
 * topP}; one of them is drawn by a generator that is keyed by seed, document, repeat and step.
 *
 * @param temperature 0 for the most likely token, always
 * @param topP above 0, at most 1; 1 keeps all
 * @param topK 0 keeps all
 */
public record Sampling(double temperature, double topP, int topK, long seed) {
  private static final Sampling GREEDY = new Sampling(0, 1, 0, 0);

  public Sampling {
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "Cannot sample at temperature " + temperature + " (expected 0 or more)");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException(
          "Cannot sample with top_p " + topP + " (expected above 0 and at most 1)");
    }
    if (topK < 0) {
      throw new IllegalArgumentException(
          "Cannot sample with top_k " + topK + " (expected 0 or more)");
    }
  }

  /** The most likely token, always. */
  public static Sampling greedy() {
    return GREEDY;
  }

  public boolean isGreedy() {
    return temperature == 0 || topK == 1;
  }
}
