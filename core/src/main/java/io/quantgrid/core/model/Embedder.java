package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Embedding;
import io.quantgrid.core.model.architecture.Embedding.Positions;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/**
 * Tokens to the residual stream, in the engine's memory.
 *
 * @param scale as a number of the computing type
 */
record Embedder(
    Engine engine,
    Embedding embedding,
    Tensor table,
    double scale,
    Optional<Tensor> positions,
    Optional<LoadedNorm> norm,
    Optional<Linear> projection) {

  static Embedder load(ModelConfig config, Loader loader) {
    Embedding embedding = config.architecture().embedding();
    return new Embedder(
        loader.engine(),
        embedding,
        loader.embedding(embedding.table(), config.vocabulary(), embedding.width()),
        rounded(embedding.scale(), loader),
        embedding.positions().map(p -> loader.embedding(p.table(), p.rows(), config.hidden())),
        embedding.norm().map(loader::norm),
        embedding.projection().map(loader::plain));
  }

  @SuppressWarnings("try") // the scope frees what is made inside
  private static double rounded(double scale, Loader loader) {
    Engine engine = loader.engine();
    try (Scope scope = engine.scope()) {
      Tensor one = engine.cast(engine.floats(new float[] {(float) scale}, 1), loader.dtype());
      return engine.toFloats(one)[0];
    }
  }

  /**
   * {@code ids [rows, width]} to {@code [rows, width, hidden]}.
   *
   * @param places position of each token in its text, row-major
   */
  Tensor apply(Tensor ids, long[] places) {
    try (Scope scope = engine.scope()) {
      Tensor x = engine.embedding(table, ids);
      if (scale != 1) {
        x = engine.mul(x, scale);
      }
      if (projection.isPresent()) {
        x = projection.get().apply(x);
      }
      if (positions.isPresent()) {
        Tensor rows = engine.longs(rows(places), ids.size(0), ids.size(1));
        x = engine.add(x, engine.embedding(positions.get(), rows));
      }
      return scope.keep(norm.isPresent() ? norm.get().apply(x) : x);
    }
  }

  private long[] rows(long[] places) {
    Positions learnt = embedding.positions().orElseThrow();
    long[] rows = new long[places.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = places[i] + learnt.offset();
      if (rows[i] >= learnt.rows()) {
        throw new IllegalArgumentException(
            "Cannot embed position %d (expected one below %d, which the model has learnt)"
                .formatted(places[i], learnt.rows() - learnt.offset()));
      }
    }
    return rows;
  }

  DType dtype() {
    return table.dtype();
  }
}
