package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/** The layers of a {@link Decoder}, one at a time. */
final class BlockwiseDecoder implements BlockwiseModel {
  private final ModelConfig config;
  private final Engine engine;
  private final WeightSource outside;
  private final Computation computation;
  private final Passes passes;
  private Optional<Loaded<Embedder>> embedder = Optional.empty();

  BlockwiseDecoder(
      ModelConfig config, Engine engine, WeightSource outside, Computation computation) {
    this.config = config;
    this.engine = engine;
    this.outside = outside;
    this.computation = computation;
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
    if (embedder.isEmpty()) {
      embedder = Optional.of(loadEmbedder());
    }
    long[] positions = Passes.positions(batch, Optional.empty());
    return embedder.get().part().apply(passes.ids(batch), positions);
  }

  private Loaded<Embedder> loadEmbedder() {
    try (Loader loader = new Loader(engine, outside, computation, Optional.empty())) {
      Embedder loaded = Embedder.load(config, loader);
      loader.handOver();
      return new Loaded<>(loaded, loader.owned());
    }
  }

  @Override
  public LoadedBlock load(int block, WeightSource weights, Optional<InputObserver> observer) {
    freeEmbedder();
    try (Loader loader = new Loader(engine, weights, computation, observer)) {
      DecoderLayer layer = LayerLoader.load(config.architecture().layers().get(block), loader);
      loader.handOver();
      return new Resident(layer, loader.owned());
    }
  }

  private void freeEmbedder() {
    embedder.ifPresent(loaded -> loaded.owned().close());
    embedder = Optional.empty();
  }

  @Override
  public void close() {
    freeEmbedder();
    passes.close();
  }

  /** Something in the engine's memory with what is to be freed. */
  private record Loaded<T>(T part, Loader.Owned owned) {}

  private final class Resident implements LoadedBlock {
    private final DecoderLayer layer;
    private final Loader.Owned owned;

    Resident(DecoderLayer layer, Loader.Owned owned) {
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
