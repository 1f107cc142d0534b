package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** An embedding, a stack of layers, a norm and a head. */
final class Decoder implements CausalModel {
  private final ModelConfig config;
  private final Engine engine;
  private final DType dtype;
  private final Compute compute;
  private final Loader.Owned owned;
  private final Embedder embedder;
  private final List<DecoderLayer> layers;
  private final LoadedHead head;
  private final Passes passes;
  private final Optional<Kivi> kivi;

  Decoder(ModelConfig config, Loader loader) {
    this.config = config;
    this.engine = loader.engine();
    this.dtype = loader.dtype();
    this.embedder = Embedder.load(config, loader);
    this.layers =
        config.architecture().layers().stream()
            .map(layer -> LayerLoader.load(layer, loader))
            .toList();
    this.head = LoadedHead.load(config, loader, embedder.table());
    this.compute = loader.compute();
    this.owned = loader.owned();
    this.kivi = loader.kv().filter(scheme -> scheme instanceof Kivi).map(scheme -> (Kivi) scheme);
    this.passes = new Passes(config, engine, dtype, kivi);
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public long bytes() {
    return owned.bytes();
  }

  @Override
  public Compute compute() {
    return compute;
  }

  @Override
  public Tensor hidden(TokenBatch batch) {
    return run(batch, Optional.empty());
  }

  @Override
  public Tensor hidden(TokenBatch batch, KvCache cache) {
    if (!(cache instanceof DecoderCache own)) {
      throw new IllegalArgumentException(
          "Cannot use cache: %s (expected one that this model made)".formatted(cache));
    }
    own.check(batch);
    Tensor hidden = run(batch, Optional.of(own));
    own.commit(batch);
    return hidden;
  }

  private Tensor run(TokenBatch batch, Optional<DecoderCache> cache) {
    try (Scope scope = engine.scope()) {
      Pass pass = passes.of(batch, cache);
      Tensor x = embedder.apply(passes.ids(batch), Passes.positions(batch, cache));
      for (int layer = 0; layer < layers.size(); layer++) {
        Tensor next = layers.get(layer).apply(x, pass, layer);
        x.close(); // not needed again: a deep stack holds one layer's states at a time
        x = next;
      }
      return scope.keep(head.finish(x));
    }
  }

  @Override
  public KvCache cache(int rows, int capacity) {
    CacheLayout layout =
        kivi.<CacheLayout>map(CacheLayout.Twofold::new).orElseGet(CacheLayout.ByHead::new);
    List<Layer> described = config.architecture().layers();
    return DecoderCache.empty(
        engine,
        described.size(),
        layer -> LayerCaches.of(described.get(layer), engine, layout, dtype, rows, capacity),
        rows,
        capacity);
  }

  @Override
  public Tensor logits(Tensor hidden) {
    return head.logits(hidden);
  }

  @Override
  public void close() {
    owned.close();
    passes.close();
  }
}
