package io.quantgrid.core.grid;

import java.util.Optional;

/**
 * A model of a sweep. Every location is an embedded model's name ({@code pocket-s}) or the URI or
 * absolute path of a folder or of a GGUF file; the reader leaves a name that is no path as it is
 * written.
 *
 * @param name the name in rows
 * @param location of its checkpoint; with an adapter, of the model that it adapts
 * @param base of the model that it was tuned from, for methods that store the difference
 * @param adapter of a LoRA adapter to be merged into it; then there is no {@code base}
 */
public record ModelRef(
    String name, String location, Optional<String> base, Optional<String> adapter) {
  public ModelRef {
    if (base.isPresent() && adapter.isPresent()) {
      throw new IllegalArgumentException(
          "Cannot use model %s: base and adapter (expected one of them)".formatted(name));
    }
  }

  /** A model that stands alone. */
  public ModelRef(String name, String location) {
    this(name, location, Optional.empty(), Optional.empty());
  }
}
