package io.quantgrid.core.model;

import io.quantgrid.core.model.AttentionCache.Widths;
import io.quantgrid.core.model.architecture.AttentionPart;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;

/** What a layer keeps, by its description. */
final class LayerCaches {
  private LayerCaches() {}

  static LayerCache of(
      Layer layer, Engine engine, CacheLayout layout, DType dtype, int rows, int capacity) {
    for (Branch branch : layer.branches()) {
      if (branch.part() instanceof AttentionPart attention) {
        Widths widths =
            new Widths(attention.kvHeads(), attention.keyWidth(), attention.valueWidth());
        return AttentionCache.empty(engine, layout, widths, dtype, rows, capacity);
      }
    }
    throw new IllegalStateException("Cannot keep anything of " + layer + " (expected attention)");
  }
}
