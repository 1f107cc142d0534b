package io.quantgrid.core.evaluate;

import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.KvCache;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Greedy generation in batches, with a cache that lets go of finished rows. */
final class Generator {
  /**
   * Finished rows are dropped when at most this share of the cache's rows is still going: copying
   * the others costs about as much as a few steps.
   */
  private static final double DROP_AT = 0.75;

  private final CausalModel model;
  private final Engine engine;
  private final int batch;

  Generator(CausalModel model, int batch) {
    this.model = model;
    this.engine = model.engine();
    this.batch = batch;
  }

  /** Runs all to their end. */
  @SuppressWarnings("try") // the scope frees what is made inside
  void generate(List<Generation> generations) {
    for (List<Generation> part :
        Batches.of(generations, g -> g.prompt().length, Generation::docId, batch)) {
      try (Scope scope = engine.scope()) {
        run(part);
      }
    }
  }

  private void run(List<Generation> generations) {
    List<Generation> rows = generations;
    int width = rows.get(0).prompt().length;
    int most = rows.stream().mapToInt(Generation::maxTokens).max().orElse(0);
    KvCache cache = model.cache(rows.size(), width + most);
    try {
      int[] next = next(TokenBatch.prefill(rows.stream().map(Generation::prompt).toList()), cache);
      while (true) {
        int[] going = accept(rows, next);
        if (going.length == 0) {
          return;
        }
        if (going.length <= DROP_AT * rows.size()) {
          cache = cache.select(going);
          rows = IntStream.of(going).mapToObj(rows::get).toList();
          next = pick(next, going);
        }
        next = next(TokenBatch.step(next), cache);
      }
    } finally {
      cache.close();
    }
  }

  /** Hands each row its next token; the rows that go on. */
  private static int[] accept(List<Generation> rows, int[] tokens) {
    for (int row = 0; row < tokens.length; row++) {
      rows.get(row).accept(tokens[row]);
    }
    return IntStream.range(0, tokens.length).filter(row -> !rows.get(row).done()).toArray();
  }

  private static int[] pick(int[] values, int[] indices) {
    return IntStream.of(indices).map(index -> values[index]).toArray();
  }

  /** The most likely next token of each row. */
  @SuppressWarnings("try") // the scope frees what is made inside
  private int[] next(TokenBatch tokens, KvCache cache) {
    try (Scope scope = engine.scope()) {
      Tensor hidden = model.hidden(tokens, cache); // [rows, width, hidden]
      Tensor last = engine.narrow(hidden, 1, tokens.width() - 1L, 1);
      Tensor flat = engine.reshape(last, tokens.rows(), hidden.size(-1)); // [rows, hidden]
      return LongStream.of(engine.toLongs(engine.argmax(model.logits(flat))))
          .mapToInt(Math::toIntExact)
          .toArray();
    }
  }
}
