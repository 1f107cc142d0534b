package io.quantgrid.core.model;

import io.quantgrid.core.model.Parts.Stretch;
import io.quantgrid.core.model.Parts.Walk;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An embedding, a stack of layers, a norm and a head. */
final class Decoder implements CausalModel {
  private final ModelConfig config;
  private final Engine engine;
  private final DType dtype;
  private final Parts parts;
  private final Course course;
  private final Passes passes;
  private final Optional<Kivi> kivi;

  /**
   * @param course how it goes over several batches
   */
  Decoder(ModelConfig config, Engine engine, Computation computation, Parts parts, Course course) {
    this.config = config;
    this.engine = engine;
    this.dtype = computation.dtype();
    this.parts = parts;
    this.course = course;
    this.kivi = computation.kv().filter(scheme -> scheme instanceof Kivi).map(Kivi.class::cast);
    this.passes = new Passes(config, engine, dtype, kivi);
  }

  /** How a decoder goes over several batches; either gives the same. */
  sealed interface Course {
    /** Batch after batch, each through all parts. */
    record ByBatch() implements Course {}

    /**
     * Part after part, all batches through each.
     *
     * @param scratch folder for the states between parts
     */
    record ByPart(Path scratch) implements Course {}
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
    return parts.bytes();
  }

  @Override
  public Compute compute() {
    return parts.compute();
  }

  @Override
  public Tensor hidden(TokenBatch batch) {
    return run(batch, Optional.empty());
  }

  @Override
  public Tensor hidden(TokenBatch batch, KvCache cache) {
    DecoderCache own = own(cache);
    own.check(batch);
    Tensor hidden = run(batch, Optional.of(own));
    own.commit(batch);
    return hidden;
  }

  private static DecoderCache own(KvCache cache) {
    if (cache instanceof DecoderCache own) {
      return own;
    }
    throw new IllegalArgumentException(
        "Cannot use cache: %s (expected one that this model made)".formatted(cache));
  }

  @Override
  public boolean readsInPieces() {
    return !passes.turnsByLength();
  }

  @Override
  public boolean sharesPrefixes() {
    return kivi.isEmpty()
        && readsInPieces()
        && config.architecture().layers().stream().allMatch(LayerCaches::keepsEntriesAlone);
  }

  private Tensor run(TokenBatch batch, Optional<DecoderCache> cache) {
    try (Walk walk = parts.walk(Stretch.STATES);
        Scope scope = engine.scope()) {
      Pass pass = passes.of(batch, cache);
      Tensor x = walk.embedder().apply(passes.ids(batch), Passes.positions(batch, cache));
      for (int layer = 0; layer < config.layers(); layer++) {
        Tensor next = walk.layer(layer).apply(x, pass, layer);
        x.close(); // not needed again: a deep stack holds one layer's states at a time
        x = next;
      }
      return scope.keep(parts.norm().apply(x));
    }
  }

  @Override
  @SuppressWarnings("try") // scopes free what is made inside
  public void hidden(List<TokenBatch> batches, Optional<KvCache> prefix, Reader reader) {
    Optional<DecoderCache> before = prefix.map(this::only);
    if (course instanceof Course.ByPart byPart) {
      try (HiddenStates states =
          HiddenStates.in(byPart.scratch(), dtype, config.hidden(), batches)) {
        new PartwiseRun(config, engine, parts, passes).run(batches, before, states, reader);
      }
      return;
    }
    for (int i = 0; i < batches.size(); i++) {
      try (Scope scope = engine.scope()) {
        TokenBatch batch = batches.get(i);
        Tensor hidden = run(batch, before.map(cache -> cache.sharedBy(batch.rows())));
        reader.read(i, hidden, this::logits);
      }
    }
  }

  private DecoderCache only(KvCache prefix) {
    if (!sharesPrefixes() || prefix.rows() != 1) {
      throw new IllegalArgumentException(
          "Cannot go on from %d rows (expected one, of a model whose layers keep plain entries)"
              .formatted(prefix.rows()));
    }
    return own(prefix);
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
    try (Walk walk = parts.walk(Stretch.HEAD)) {
      return walk.head().logits(hidden);
    }
  }

  @Override
  public void close() {
    parts.close();
    passes.close();
  }
}
