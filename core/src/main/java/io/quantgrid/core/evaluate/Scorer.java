package io.quantgrid.core.evaluate;

import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import io.quantgrid.kernels.tensor.TopK;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Log-likelihoods of continuations. The head runs on scored positions alone, a bounded number at
 * once; a position that several choices share is computed once. Log-softmax in float32, sums over
 * tokens in double (lm-evaluation-harness sums in float32, which rounds the last digits away).
 */
final class Scorer {
  /** Most logits in memory at once: 64 MiB. */
  private static final int MAX_LOGITS = 1 << 24;

  /** Most positions in one product with the head: more gain nothing and leave the caches. */
  private static final int MAX_POSITIONS = 1024;

  private final CausalModel model;
  private final Engine engine;
  private final int batch;
  private final int chunk;

  Scorer(CausalModel model, int batch) {
    this.model = model;
    this.engine = model.engine();
    this.batch = batch;
    this.chunk = Math.max(1, Math.min(MAX_POSITIONS, MAX_LOGITS / model.config().vocabulary()));
  }

  /**
   * Adds the scores of all rows to the items they belong to.
   *
   * @param prefix what contexts may begin with
   */
  void score(List<ItemScore> scores, Optional<Prefix> prefix) {
    Map<Boolean, List<ScoringRow>> rows =
        scores.stream()
            .flatMap(score -> ScoringRow.of(score).stream())
            .collect(
                Collectors.partitioningBy(
                    row -> prefix.filter(text -> text.begins(row.context())).isPresent()));
    compute(rows.get(true), prefix);
    compute(rows.get(false), Optional.empty());
  }

  private void compute(List<ScoringRow> rows, Optional<Prefix> prefix) {
    if (rows.isEmpty()) {
      return;
    }
    int known = prefix.map(Prefix::length).orElse(0);
    List<List<ScoringRow>> parts =
        Batches.of(rows, row -> row.width() - known, ScoringRow::docId, batch);
    List<TokenBatch> tokens =
        parts.stream()
            .map(part -> part.stream().map(row -> row.packedFrom(known)).toList())
            .map(TokenBatch::packed)
            .toList();
    model.hidden(
        tokens,
        prefix.map(Prefix::cache),
        (i, hidden, logits) ->
            compute(positions(parts.get(i), tokens.get(i), known), hidden, logits));
  }

  /**
   * @param hidden {@code [rows, width, hidden]}
   */
  private void compute(List<Position> positions, Tensor hidden, UnaryOperator<Tensor> logits) {
    Tensor flat = engine.reshape(hidden, hidden.size(0) * hidden.size(1), hidden.size(-1));
    for (int from = 0; from < positions.size(); from += chunk) {
      score(flat, positions.subList(from, Math.min(from + chunk, positions.size())), logits);
    }
  }

  private static List<Position> positions(List<ScoringRow> rows, TokenBatch tokens, int known) {
    List<Position> positions = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      ScoringRow row = rows.get(r);
      Position first = new Position(row.score(), tokens.index(r, row.context().length - known - 1));
      positions.add(first);
      for (int b = 0; b < row.branches().size(); b++) {
        ScoringRow.Branch branch = row.branches().get(b);
        first.add(branch, 0);
        for (int i = 1; i < branch.continuation().length; i++) {
          int column = tokens.branchStart(r, b) + i - 1;
          Position next = new Position(row.score(), tokens.index(r, column));
          next.add(branch, i);
          positions.add(next);
        }
      }
    }
    return positions;
  }

  @SuppressWarnings("try") // the scope frees what is made inside
  private void score(Tensor flat, List<Position> positions, UnaryOperator<Tensor> logits) {
    int n = positions.size();
    int targets = positions.stream().mapToInt(Position::targets).max().orElse(0);
    int width = targets + positions.stream().mapToInt(Position::compared).max().orElse(0);
    long[] index = new long[n];
    long[] ids = new long[n * width];
    for (int i = 0; i < n; i++) {
      index[i] = positions.get(i).index();
      positions.get(i).ask(ids, i * width, targets);
    }
    try (Scope scope = engine.scope()) {
      Tensor selected = engine.indexSelect(flat, 0, engine.longs(index, n)); // [n, hidden]
      Tensor logprobs = engine.logSoftmax(logits.apply(selected)); // [n, vocabulary]
      long[] best = engine.toLongs(engine.argmax(logprobs));
      float[] picked = engine.toFloats(engine.gather(logprobs, engine.longs(ids, n, width)));
      for (int i = 0; i < n; i++) {
        positions.get(i).read(picked, i * width, targets, best[i]);
      }
      keepTop(logprobs, positions);
    }
  }

  private void keepTop(Tensor logprobs, List<Position> positions) {
    int k = positions.stream().mapToInt(Position::kept).max().orElse(0);
    if (k == 0) {
      return;
    }
    TopK top = engine.topK(logprobs, k);
    float[] values = engine.toFloats(top.values());
    long[] ids = engine.toLongs(top.indices());
    for (int i = 0; i < positions.size(); i++) {
      positions.get(i).keep(ids, values, i);
    }
  }
}
