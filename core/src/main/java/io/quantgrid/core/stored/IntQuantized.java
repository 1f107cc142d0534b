package io.quantgrid.core.stored;

import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Integers of 8 bits as they are, for products with 8-bit activations.
 *
 * <pre>
 * weight            I8 [rows, columns]
 * weight_scale      type of scales [rows, groups] or [1]
 * weight_zero_point I8, as weight_scale, only if asymmetric
 * </pre>
 */
record IntQuantized() implements Layout {
  @Override
  public String name() {
    return "int-quantized";
  }

  @Override
  public boolean holds(Scheme weights, Optional<Scheme> activations) {
    return SchemeArguments.isPlainInteger(weights)
        && weights.element().bits() == Byte.SIZE
        && activations.isPresent()
        && !(weights.granularity() instanceof Granularity.Block);
  }

  @Override
  public List<Part> parts(MatrixSpec spec) {
    List<Part> parts = new ArrayList<>();
    parts.add(Part.codes(spec, DType.INT8));
    parts.add(Part.scales(spec));
    if (spec.scheme().symmetry() == Symmetry.ASYMMETRIC) {
      parts.add(Part.zeroPoints(spec));
    }
    return parts;
  }

  @Override
  public QuantizedMatrix read(StoredParts stored, Scheme scheme) {
    return readCodes(stored, scheme, DType.INT8);
  }

  static QuantizedMatrix readCodes(StoredParts stored, Scheme scheme, DType dtype) {
    StoredTensor codes = stored.get(Part.CODES);
    if (codes.dtype() != dtype || codes.shape().length != 2) {
      throw new IllegalArgumentException("codes of type " + codes.dtype());
    }
    return stored.matrix(
        scheme,
        Math.toIntExact(codes.shape()[0]),
        Math.toIntExact(codes.shape()[1]),
        StoredFloats.readBytes(codes));
  }
}
