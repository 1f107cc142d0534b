package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/** The layers of a {@link Decoder}, one at a time. */
final class BlockwiseDecoder implements BlockwiseModel {
  /** Loads the layer of that number. */
  interface Layers {
    DecoderLayer load(Loader loader, int layer);
  }

  private final ModelConfig config;
  private final Engine engine;
  private final WeightSource outside;
  private final Computation computation;
  private final Layers layers;
  private final Passes passes;
  private Optional<Tensor> embedding = Optional.empty();

  BlockwiseDecoder(
      ModelConfig config,
      Engine engine,
      WeightSource outside,
      Computation computation,
      Layers layers) {
    this.config = config;
    this.engine = engine;
    this.outside = outside;
    this.computation = computation;
    this.layers = layers;
    this.passes =
        new Passes(
            config,
            engine,
            computation.dtype(),
            computation.kv().filter(scheme -> scheme instanceof Kivi).map(Kivi.class::cast));
  }

  @Override
  public int blocks() {
    return config.layers();
  }

  @Override
  public Tensor embed(TokenBatch batch) {
    if (embedding.isEmpty()) {
      embedding = Optional.of(table());
    }
    try (Scope scope = engine.scope()) {
      return scope.keep(engine.embedding(embedding.get(), passes.ids(batch)));
    }
  }

  private Tensor table() {
    try (Loader loader = new Loader(engine, outside, computation, Optional.empty())) {
      Tensor table =
          loader.matrix(
              config.hidden(),
              new Loader.Part(Models.outside(config).embedding(), config.vocabulary()));
      loader.handOver();
      return table;
    }
  }

  @Override
  public LoadedBlock load(int block, WeightSource weights, Optional<InputObserver> observer) {
    freeTable();
    try (Loader loader = new Loader(engine, weights, computation, observer)) {
      DecoderLayer layer = layers.load(loader, block);
      loader.handOver();
      return new Loaded(layer, loader.owned());
    }
  }

  private void freeTable() {
    embedding.ifPresent(Tensor::close);
    embedding = Optional.empty();
  }

  @Override
  public void close() {
    freeTable();
    passes.close();
  }

  private final class Loaded implements LoadedBlock {
    private final DecoderLayer layer;
    private final Loader.Owned owned;

    Loaded(DecoderLayer layer, Loader.Owned owned) {
      this.layer = layer;
      this.owned = owned;
    }

    @Override
    public Tensor apply(Tensor hidden, TokenBatch batch) {
      try (Scope scope = engine.scope()) {
        return scope.keep(layer.apply(hidden, passes.of(batch, Optional.empty()), 0));
      }
    }

    @Override
    public void close() {
      owned.close();
    }
  }
}
