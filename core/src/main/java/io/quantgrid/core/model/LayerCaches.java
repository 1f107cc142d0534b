package io.quantgrid.core.model;

import io.quantgrid.core.model.AttentionCache.Widths;
import io.quantgrid.core.model.architecture.AttentionPart;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ShortConvolution;
import io.quantgrid.core.model.architecture.StateSpacePart;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;

/** What a layer keeps, by its description. */
final class LayerCaches {
  private LayerCaches() {}

  /** Whether what a layer keeps is a row of entries that stands for any number of rows. */
  static boolean keepsEntriesAlone(Layer layer) {
    return layer.branches().stream().anyMatch(branch -> branch.part() instanceof AttentionPart)
        && layer.branches().stream().noneMatch(branch -> branch.part() instanceof StateSpacePart);
  }

  static LayerCache of(
      Layer layer, Engine engine, CacheLayout layout, DType dtype, int rows, int capacity) {
    for (Branch branch : layer.branches()) {
      if (branch.part() instanceof AttentionPart attention) {
        Widths widths =
            new Widths(attention.kvHeads(), attention.keyWidth(), attention.valueWidth());
        return AttentionCache.empty(engine, layout, widths, dtype, rows, capacity);
      }
    }
    for (Branch branch : layer.branches()) {
      if (branch.part() instanceof StateSpacePart part) {
        ShortConvolution convolution = part.convolution();
        return StateCache.empty(
            rows,
            new float[(convolution.kernel() - 1) * convolution.channels()],
            new float[part.inner() * part.state()]);
      }
    }
    throw new IllegalStateException(
        "Cannot keep anything of " + layer + " (expected attention or states)");
  }
}
