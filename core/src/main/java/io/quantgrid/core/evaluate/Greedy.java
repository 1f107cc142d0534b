package io.quantgrid.core.evaluate;

import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.KvCache;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.stream.IntStream;

/** Runs batches through a model and a cache, and takes the likeliest next tokens. */
record Greedy(CausalModel model) {
  /** The most likely token after each row. */
  @SuppressWarnings("try") // the scope frees what is made inside
  int[] next(TokenBatch batch, KvCache cache) {
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
      long[] ids = engine.toLongs(engine.argmax(model.logits(last)));
      int[] next = new int[rows];
      for (int row = 0; row < rows; row++) {
        next[row] = Math.toIntExact(ids[row]);
      }
      return next;
    }
  }

  /** Takes tokens into the cache. */
  @SuppressWarnings("try") // the scope frees what is made inside
  void feed(TokenBatch batch, KvCache cache) {
    try (Scope scope = model.engine().scope()) {
      model.hidden(batch, cache);
    }
  }
}
