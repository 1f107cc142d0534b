package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.ModelConfig;
import java.util.List;

/** All parts in the engine's memory. */
final class ResidentParts implements Parts {
  private final Embedder embedder;
  private final List<DecoderLayer> layers;
  private final LastNorm norm;
  private final LoadedHead head;
  private final Compute compute;
  private final Loader.Owned owned;

  private ResidentParts(ModelConfig config, Loader loader) {
    this.embedder = Embedder.load(config, loader);
    this.layers =
        config.architecture().layers().stream()
            .map(layer -> LayerLoader.load(layer, loader))
            .toList();
    this.norm = LastNorm.load(config, loader);
    this.head = LoadedHead.load(config, loader, embedder::table);
    this.compute = loader.compute();
    this.owned = loader.owned();
  }

  static ResidentParts load(ModelConfig config, Loader opened) {
    try (Loader loader = opened) {
      ResidentParts parts = new ResidentParts(config, loader);
      loader.handOver();
      return parts;
    }
  }

  @Override
  public Walk walk(Stretch stretch) {
    return new Walk() {
      @Override
      public Embedder embedder() {
        return embedder;
      }

      @Override
      public DecoderLayer layer(int index) {
        return layers.get(index);
      }

      @Override
      public LoadedHead head() {
        return head;
      }

      @Override
      public void close() {
        // all stay
      }
    };
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
    owned.close();
  }
}
