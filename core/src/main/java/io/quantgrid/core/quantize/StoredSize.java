package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.quantize.Allocation.Layer;
import io.quantgrid.core.stored.Layout;
import io.quantgrid.core.stored.MatrixSpec;
import io.quantgrid.core.stored.Part;
import io.quantgrid.kernels.element.E8m0;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.Optional;

/** Bits that plain codes, their scales and zero points take in a checkpoint. */
final class StoredSize {
  private StoredSize() {}

  /**
   * @param scheme as asked for; groups become the largest that divide the row
   */
  static long bits(Layer layer, Scheme scheme, Optional<Scheme> activations) {
    Scheme applied = SchemePlan.applied(scheme, layer.columns());
    FloatType scales =
        applied.rule().isExponent() ? E8m0.TYPE : applied.scaleType().orElse(layer.arithmetic());
    MatrixSpec spec = new MatrixSpec(applied, layer.rows(), layer.columns(), scales);
    long bits = 0;
    for (Part part : Layout.of(applied, activations).parts(spec)) {
      if (!part.name().equals(Part.SHAPE)) {
        Declared tensor = part.declared(layer.module());
        long elements = 1;
        for (long extent : tensor.shape()) {
          elements *= extent;
        }
        bits += elements * tensor.dtype().bytes() * Byte.SIZE;
      }
    }
    return bits;
  }
}
