package io.quantgrid.core.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Adds up what is scored of one item, token by token. Not thread safe. */
final class ItemScore {
  private final ScoringItem item;
  private final double[] loglikelihoods;
  private final boolean[] greedy;
  private final int scoredTokens;
  private Optional<TopTokens> top = Optional.empty();
  private Optional<Reference> reference = Optional.empty();
  private double klSum;
  private double klMax;
  private int agreements;

  ItemScore(ScoringItem item) {
    this.item = item;
    this.loglikelihoods = new double[item.requests().size()];
    this.greedy = new boolean[loglikelihoods.length];
    this.scoredTokens = item.scoredTokens();
    Arrays.fill(greedy, true);
  }

  ScoringItem item() {
    return item;
  }

  /** Makes room for the k most likely tokens of every scored token. */
  void keepTop(int k) {
    top = Optional.of(new TopTokens(k, scoredTokens));
  }

  Optional<TopTokens> top() {
    return top;
  }

  /**
   * Compares with what the baseline left.
   *
   * @throws IllegalArgumentException when it was made of other requests
   */
  void compareWith(Reference baseline) {
    long expected = (long) scoredTokens * baseline.k();
    if (baseline.k() < 1
        || baseline.topIds().length != expected
        || baseline.topLogprobs().length != expected) {
      throw new IllegalArgumentException(
          "Cannot compare document "
              + item.docId()
              + " with the baseline: "
              + baseline.topIds().length
              + " stored log-probabilities (expected "
              + expected
              + ": "
              + scoredTokens
              + " scored tokens, 1 or more each: "
              + baseline.k()
              + ")");
    }
    reference = Optional.of(baseline);
  }

  Optional<Reference> reference() {
    return reference;
  }

  /** Adds one scored token of a request. */
  void add(int request, float logprob, boolean best) {
    loglikelihoods[request] += logprob;
    greedy[request] &= best;
  }

  /** Adds one scored token's comparison with the baseline. */
  void addDivergence(double kl, boolean sameBest) {
    klSum += kl;
    klMax = Math.max(klMax, kl);
    agreements += sameBest ? 1 : 0;
  }

  /** One response per request. */
  List<Response> responses() {
    List<Response> responses = new ArrayList<>();
    for (int request = 0; request < loglikelihoods.length; request++) {
      List<TokenPair> pairs = item.requests().get(request);
      int prompt = pairs.isEmpty() ? 0 : pairs.get(0).context().length;
      int scored = pairs.stream().mapToInt(pair -> pair.continuation().length).sum();
      responses.add(
          new Response.Loglikelihood(loglikelihoods[request], greedy[request], prompt, scored));
    }
    return responses;
  }

  /** Over all scored tokens; empty without a baseline or without tokens. */
  Optional<Divergence> divergence() {
    return reference.isPresent() && scoredTokens > 0
        ? Optional.of(
            new Divergence(
                Math.min(klMax, klSum / scoredTokens), // rounding must not lift it above
                klMax,
                (double) agreements / scoredTokens))
        : Optional.empty();
  }
}
