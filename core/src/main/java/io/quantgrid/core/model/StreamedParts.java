package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Embedding;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.Engine;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Parts that are loaded as their turn comes: the embedding, layers from the first on, the head. */
final class StreamedParts implements Parts {
  private final Engine engine;
  private final ModelConfig config;
  private final WeightSource weights;
  private final Computation computation;
  private final ReadAhead ahead;
  private final LastNorm norm;
  private final Loader.Owned owned;
  private final ExecutorService loaders;
  private volatile Compute compute;

  /** Something in the engine's memory with what is to be freed. */
  record Loaded(Object part, Loader.Owned owned) {}

  StreamedParts(
      Engine engine,
      ModelConfig config,
      WeightSource weights,
      Computation computation,
      ReadAhead ahead) {
    this.engine = engine;
    this.config = config;
    this.weights = weights;
    this.computation = computation;
    this.ahead = ahead;
    try (Loader loader = loader()) {
      this.norm = LastNorm.load(config, loader);
      this.compute = loader.compute();
      this.owned = loader.owned();
      loader.handOver();
    }
    this.loaders = Executors.newCachedThreadPool(StreamedParts::thread);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "read ahead");
    thread.setDaemon(true);
    return thread;
  }

  private Loader loader() {
    return new Loader(engine, weights, computation, Optional.empty());
  }

  /** The number of the head; that of the embedding is 0, that of the first layer 1. */
  private int headIndex() {
    return config.layers() + 1;
  }

  /** Loads a part on the calling thread. */
  Loaded load(int index) {
    Loaded loaded = loadOnly(index);
    engine.trim(); // of what was stacked and cast on the way
    return loaded;
  }

  /** Frees a part, all the way to the operating system: the next is of other sizes. */
  void free(Loaded loaded) {
    loaded.owned().close();
    engine.trim();
  }

  private Loaded loadOnly(int index) {
    try (Loader loader = loader()) {
      Object part =
          index == 0
              ? Embedder.load(config, loader)
              : index < headIndex()
                  ? LayerLoader.load(config.architecture().layers().get(index - 1), loader)
                  : head(loader);
      loader.handOver();
      if (loader.compute() == Compute.SIMULATED) {
        compute = Compute.SIMULATED;
      }
      return new Loaded(part, loader.owned());
    }
  }

  private LoadedHead head(Loader loader) {
    Embedding embedding = config.architecture().embedding();
    return LoadedHead.load(
        config,
        loader,
        () -> loader.embedding(embedding.table(), config.vocabulary(), embedding.width()));
  }

  /** Begins to load a part on another thread, unless nothing is read ahead. */
  Optional<CompletableFuture<Loaded>> begin(int index) {
    return ahead == ReadAhead.NONE
        ? Optional.empty()
        : Optional.of(CompletableFuture.supplyAsync(() -> load(index), loaders));
  }

  @Override
  public Walk walk(Stretch stretch) {
    int first = stretch == Stretch.HEAD ? headIndex() : 0;
    int end = stretch == Stretch.STATES ? headIndex() : headIndex() + 1;
    return new StreamedWalk(this, first, end);
  }

  @Override
  public LastNorm norm() {
    return norm;
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
  public void close() {
    loaders.shutdown();
    owned.close();
  }
}
