package io.quantgrid.core.stored;

import java.util.Optional;

/**
 * How a quantized module lies in a checkpoint: all that the configuration has to say of it, to be
 * kept when its tensors are written.
 *
 * @param layout of its weight; empty where {@code own} has a form for it
 */
public record StoredModule(Optional<LayoutEntry> layout, ModuleEntry own) {
  public StoredModule {
    if (layout.isPresent() == own.form().isPresent()) {
      throw new IllegalArgumentException(
          "Cannot store a weight as %s and %s (expected a layout or a form)"
              .formatted(layout, own.form()));
    }
  }

  /** The name of what its weight is stored as, as {@code format} has it. */
  public String format() {
    return layout.map(entry -> entry.layout().name()).orElse(QuantizationConfig.FORMS);
  }

  /** Whether compressed-tensors knows how to read and compute it. */
  public boolean isStandard() {
    return own.isEmpty()
        && layout.filter(entry -> !(entry.layout() instanceof QuantgridPacked)).isPresent();
  }
}
