package io.quantgrid.core.evaluate;

import io.quantgrid.core.model.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One row of a batch: a context, computed once, and the continuations of one item that are scored
 * after it.
 *
 * @param score what the item's scores are added to
 */
record ScoringRow(ItemScore score, int[] context, List<Branch> branches) {
  /**
   * A continuation.
   *
   * @param request index of its request in the item
   * @param token index of its first token among the item's scored tokens
   */
  record Branch(int request, int token, int[] continuation) {
    /** The last token is scored but not fed. */
    int fed() {
      return continuation.length - 1;
    }
  }

  long docId() {
    return score.item().docId();
  }

  /** Columns of the row. */
  int width() {
    return context.length + branches.stream().mapToInt(Branch::fed).sum();
  }

  /** What is fed of it when the first {@code known} tokens of the context are computed already. */
  TokenBatch.Packed packedFrom(int known) {
    return new TokenBatch.Packed(
        Arrays.copyOfRange(context, known, context.length),
        branches.stream()
            .map(branch -> Arrays.copyOf(branch.continuation(), branch.fed()))
            .toList());
  }

  /**
   * The rows of an item: pairs with equal contexts share one, as long as it stays within {@link
   * Batches#MAX_PADDED_TOKENS} columns.
   */
  static List<ScoringRow> of(ItemScore score) {
    List<ScoringRow> rows = new ArrayList<>();
    int token = 0;
    List<List<TokenPair>> requests = score.item().requests();
    for (int request = 0; request < requests.size(); request++) {
      for (TokenPair pair : requests.get(request)) {
        Branch branch = new Branch(request, token, pair.continuation());
        token += pair.continuation().length;
        rows.stream()
            .filter(row -> Arrays.equals(row.context, pair.context()))
            .filter(row -> row.width() + branch.fed() <= Batches.MAX_PADDED_TOKENS)
            .findFirst()
            .orElseGet(
                () -> {
                  ScoringRow row = new ScoringRow(score, pair.context(), new ArrayList<>());
                  rows.add(row);
                  return row;
                })
            .branches
            .add(branch);
      }
    }
    return rows;
  }
}
