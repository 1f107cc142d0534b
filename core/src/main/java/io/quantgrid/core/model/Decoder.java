package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** An embedding, a stack of layers with rotary positions, a norm and a head. */
final class Decoder implements CausalModel {
  private final ModelConfig config;
  private final Engine engine;
  private final DType dtype;
  private final Compute compute;
  private final Loader.Owned owned;
  private final Tensor embedding;
  private final List<DecoderLayer> layers;
  private final RmsNorm norm;
  private final Linear head;
  private final RotaryTable rotary;
  private final Optional<Kivi> kivi;

  Decoder(
      ModelConfig config,
      Loader loader,
      Tensor embedding,
      List<DecoderLayer> layers,
      RmsNorm norm,
      Linear head) {
    this.config = config;
    this.engine = loader.engine();
    this.dtype = loader.dtype();
    this.compute = loader.compute();
    this.owned = loader.owned();
    this.embedding = embedding;
    this.layers = List.copyOf(layers);
    this.norm = norm;
    this.head = head;
    this.kivi = loader.kv().filter(scheme -> scheme instanceof Kivi).map(scheme -> (Kivi) scheme);
    this.rotary = new RotaryTable(engine, dtype, RotaryFrequencies.of(config));
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
    checkIds(batch);
    try (Scope scope = engine.scope()) {
      Pass pass = pass(batch, cache);
      Tensor ids = engine.longs(batch.ids(), batch.rows(), batch.width());
      Tensor x = engine.embedding(embedding, ids); // [rows, width, hidden]
      for (int layer = 0; layer < layers.size(); layer++) {
        Tensor next = layers.get(layer).apply(x, pass, layer);
        x.close(); // not needed again: a deep stack holds one layer's states at a time
        x = next;
      }
      return scope.keep(norm.apply(x));
    }
  }

  private Pass pass(TokenBatch batch, Optional<DecoderCache> cache) {
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

  private void checkIds(TokenBatch batch) {
    for (long id : batch.ids()) {
      if (id >= config.vocabulary()) {
        throw new IllegalArgumentException(
            "Cannot embed token %d (expected an id below %d)".formatted(id, config.vocabulary()));
      }
    }
  }

  @Override
  public KvCache cache(int rows, int capacity) {
    CacheLayout layout =
        kivi.<CacheLayout>map(CacheLayout.Twofold::new).orElseGet(CacheLayout.ByHead::new);
    return DecoderCache.empty(engine, config, layout, dtype, rows, capacity);
  }

  @Override
  public Tensor logits(Tensor hidden) {
    try (Scope scope = engine.scope()) {
      Tensor logits = head.apply(hidden); // [n, vocabulary]
      return scope.keep(dtype == DType.FLOAT32 ? logits : engine.cast(logits, DType.FLOAT32));
    }
  }

  @Override
  public void close() {
    owned.close();
    rotary.close();
  }
}
