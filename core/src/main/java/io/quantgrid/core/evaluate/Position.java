package io.quantgrid.core.evaluate;

import java.util.ArrayList;
import java.util.List;

/** A column of a batch whose next token is scored, for one continuation of an item or several. */
final class Position {
  private record Target(int request, int token, int id) {}

  private final ItemScore score;
  private final long index;
  private final List<Target> targets = new ArrayList<>(1);

  /**
   * @param index where the column stands when rows and columns of the batch are one dimension
   */
  Position(ItemScore score, long index) {
    this.score = score;
    this.index = index;
  }

  long index() {
    return index;
  }

  /** Scores the token {@code i} of a continuation here. */
  void add(ScoringRow.Branch branch, int i) {
    targets.add(new Target(branch.request(), branch.token() + i, branch.continuation()[i]));
  }

  /** Tokens whose log-probability is scored here. */
  int targets() {
    return targets.size();
  }

  /** Tokens of the baseline whose log-probability is compared here. */
  int compared() {
    return score.reference().map(Reference::k).orElse(0);
  }

  /** Most likely tokens that are kept here. */
  int kept() {
    return score.top().map(TopTokens::k).orElse(0);
  }

  /** Writes the ids whose log-probabilities are wanted: targets, then the baseline's tokens. */
  void ask(long[] ids, int at, int targetWidth) {
    for (int t = 0; t < targets.size(); t++) {
      ids[at + t] = targets.get(t).id();
    }
    int k = compared();
    for (int i = 0; i < k; i++) {
      ids[at + targetWidth + i] = baseline().topIds()[first(k) + i];
    }
  }

  /**
   * Adds what was asked for to the item's score.
   *
   * @param best the most likely token
   */
  void read(float[] logprobs, int at, int targetWidth, long best) {
    int k = compared();
    double kl =
        k == 0
            ? 0
            : Divergence.kl(baseline().topLogprobs(), first(k), logprobs, at + targetWidth, k);
    for (int t = 0; t < targets.size(); t++) {
      Target target = targets.get(t);
      score.add(target.request(), logprobs[at + t], best == target.id());
      if (k > 0) {
        score.addDivergence(kl, best == baseline().topIds()[first(k)]);
      }
    }
  }

  /** Copies row {@code row} of the most likely tokens to each target. */
  void keep(long[] ids, float[] logprobs, int row) {
    score.top().ifPresent(top -> targets.forEach(t -> top.put(t.token(), ids, logprobs, row)));
  }

  private Reference baseline() {
    return score.reference().orElseThrow();
  }

  /** Continuations that share a position share what the baseline left there. */
  private int first(int k) {
    return targets.get(0).token() * k;
  }
}
