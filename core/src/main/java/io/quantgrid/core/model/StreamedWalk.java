package io.quantgrid.core.model;

import io.quantgrid.core.model.StreamedParts.Loaded;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One part in memory and, perhaps, the next on its way. */
final class StreamedWalk implements Parts.Walk {
  private final StreamedParts parts;
  private final int end;
  private int next;
  private Optional<Loaded> held = Optional.empty();
  private Optional<CompletableFuture<Loaded>> ahead = Optional.empty();

  /**
   * @param first number of the part that comes first
   * @param end number after the last one's
   */
  StreamedWalk(StreamedParts parts, int first, int end) {
    this.parts = parts;
    this.next = first;
    this.end = end;
  }

  private Object advance() {
    free();
    Loaded loaded = ahead.isPresent() ? arrived() : parts.load(next);
    held = Optional.of(loaded);
    next++;
    if (next < end) {
      ahead = parts.begin(next);
    }
    return loaded.part();
  }

  private Loaded arrived() {
    CompletableFuture<Loaded> coming = ahead.orElseThrow();
    ahead = Optional.empty();
    try {
      return coming.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void free() {
    held.ifPresent(parts::free);
    held = Optional.empty();
  }

  @Override
  public Embedder embedder() {
    return (Embedder) advance();
  }

  @Override
  public DecoderLayer layer(int index) {
    return (DecoderLayer) advance();
  }

  @Override
  public LoadedHead head() {
    return (LoadedHead) advance();
  }

  @Override
  public void close() {
    free();
    // what comes too late is waited for: it must not be read from closed files, or stay in memory
    ahead.ifPresent(
        coming ->
            coming
                .handle(
                    (loaded, failure) -> {
                      if (loaded != null) {
                        parts.free(loaded);
                      }
                      return failure == null;
                    })
                .join());
    ahead = Optional.empty();
  }
}
