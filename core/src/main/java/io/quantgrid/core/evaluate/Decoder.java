package io.quantgrid.core.evaluate;

import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.KvCache;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Runs batches through a model and a cache, and chooses next tokens. */
record Decoder(CausalModel model) {
  /**
   * The next token of each text.
   *
   * @param batch a row for each
   */
  @SuppressWarnings("try") // the scope frees what is made inside
  int[] next(TokenBatch batch, KvCache cache, List<Generation> texts) {
    Engine engine = model.engine();
    try (Scope scope = engine.scope()) {
      Tensor hidden = model.hidden(batch, cache); // [rows, width, hidden]
      int rows = batch.rows();
      Tensor last = engine.reshape(hidden, (long) rows * batch.width(), hidden.size(-1));
      if (batch.width() > 1) {
        long[] index =
            IntStream.range(0, rows)
                .mapToLong(row -> batch.index(row, batch.lastColumn(row)))
                .toArray();
        last = engine.indexSelect(last, 0, engine.longs(index, rows)); // [rows, hidden]
      }
      return chosen(engine, model.logits(last), texts);
    }
  }

  /**
   * @param logits {@code [rows, vocabulary]}
   */
  private static int[] chosen(Engine engine, Tensor logits, List<Generation> texts) {
    int[] next = new int[texts.size()];
    if (texts.stream().anyMatch(Generation::isGreedy)) {
      long[] ids = engine.toLongs(engine.argmax(logits));
      for (int row = 0; row < next.length; row++) {
        next[row] = Math.toIntExact(ids[row]);
      }
    }
    int[] drawn = IntStream.range(0, next.length).filter(i -> !texts.get(i).isGreedy()).toArray();
    if (drawn.length > 0) {
      int vocabulary = Math.toIntExact(logits.size(-1));
      long[] index = Arrays.stream(drawn).asLongStream().toArray();
      float[] values =
          engine.toFloats(engine.indexSelect(logits, 0, engine.longs(index, index.length)));
      for (int i = 0; i < drawn.length; i++) {
        next[drawn[i]] = texts.get(drawn[i]).draw(values, i * vocabulary, vocabulary);
      }
    }
    return next;
  }

  /** Takes tokens into the cache. */
  @SuppressWarnings("try") // the scope frees what is made inside
  void feed(TokenBatch batch, KvCache cache) {
    try (Scope scope = model.engine().scope()) {
      model.hidden(batch, cache);
    }
  }
}
