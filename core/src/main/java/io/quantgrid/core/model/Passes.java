package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/** Makes what all layers of a decoder share while they run over a batch. Thread safe. */
final class Passes implements AutoCloseable {
  private final ModelConfig config;
  private final Engine engine;
  private final RotaryTable rotary;
  private final Optional<Kivi> kivi;

  /**
   * @param kivi how keys and values are kept, if so
   */
  Passes(ModelConfig config, Engine engine, DType dtype, Optional<Kivi> kivi) {
    this.config = config;
    this.engine = engine;
    this.kivi = kivi;
    this.rotary = new RotaryTable(engine, dtype, RotaryFrequencies.of(config));
  }

  /** The tokens' ids {@code [rows, width]}, all of them in the vocabulary. */
  Tensor ids(TokenBatch batch) {
    for (long id : batch.ids()) {
      if (id >= config.vocabulary()) {
        throw new IllegalArgumentException(
            "Cannot embed token %d (expected an id below %d)".formatted(id, config.vocabulary()));
      }
    }
    return engine.longs(batch.ids(), batch.rows(), batch.width());
  }

  /** Belongs to the scope that is open. */
  Pass of(TokenBatch batch, Optional<DecoderCache> cache) {
    int rows = batch.rows();
    int width = batch.width();
    int past = cache.map(DecoderCache::length).orElse(0);
    RotaryTable.Table table = rotary.atLeast(past + width);
    boolean byColumn = batch.causalOnly() && !cache.map(DecoderCache::padded).orElse(false);
    Tensor cos = table.cos();
    Tensor sin = table.sin();
    if (byColumn) {
      cos = engine.narrow(cos, 2, past, width);
      sin = engine.narrow(sin, 2, past, width);
    } else {
      long[] positions = new long[rows * width];
      for (int at = 0; at < positions.length; at++) {
        int row = at / width;
        int before = cache.map(store -> store.tokens(row)).orElse(0);
        positions[at] = (long) before + batch.positions()[at];
      }
      Tensor index = engine.longs(positions, positions.length);
      int dim = config.headDim();
      cos = engine.reshape(engine.indexSelect(cos, 2, index), rows, 1, width, dim);
      sin = engine.reshape(engine.indexSelect(sin, 2, index), rows, 1, width, dim);
    }
    Optional<KiviAttention> copies =
        kivi.flatMap(
            scheme ->
                KiviLayout.of(scheme, batch, cache, config.slidingWindow())
                    .map(layout -> new KiviAttention(engine, scheme, layout, cache)));
    Optional<Tensor> mask =
        copies.isPresent()
            ? Optional.empty()
            : Visibility.mask(engine, batch, cache, config.slidingWindow());
    return new Pass(engine, cos, sin, mask, cache, copies);
  }

  @Override
  public void close() {
    rotary.close();
  }
}
