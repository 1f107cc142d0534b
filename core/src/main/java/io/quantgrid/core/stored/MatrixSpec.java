package io.quantgrid.core.stored;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;

/**
 * All that says which tensors a quantized matrix becomes, known before its codes are.
 *
 * @param scaleType what scales are stored in
 */
public record MatrixSpec(Scheme scheme, int rows, int columns, FloatType scaleType) {
  int bits() {
    return scheme.element().bits();
  }

  int groups() {
    return QuantizedMatrix.groups(scheme, columns);
  }

  boolean wholeTensor() {
    return scheme.granularity() instanceof Granularity.PerTensor;
  }

  /** {@code [1]}, {@code [rows, groups]} or {@code [tiles down, tiles across]}. */
  long[] scaleShape() {
    if (wholeTensor()) {
      return new long[] {1};
    }
    if (scheme.granularity() instanceof Granularity.Block block) {
      return new long[] {(rows + block.rows() - 1L) / block.rows(), groups()};
    }
    return new long[] {rows, groups()};
  }
}
