package io.quantgrid.core.stored;

import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.ByteLayout;
import io.quantgrid.kernels.scheme.ByteLayouts;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Any scheme: what compressed-tensors has no words for. The scheme stands in the configuration in
 * quantgrid's own text.
 *
 * <pre>
 * weight_packed        U8 [bytes]                 codes below 8 bits, in the layout of their type
 *                      I32 [rows, words]          integers of 2 to 7 bits, see Packing
 * weight               I8 or U8 [rows, columns]   codes of 8 bits: integers, other types
 * weight_scale         F32, BF16, F16, F8_E4M3, F8_E5M2, or U8 for powers of two (exponent + 127)
 *                      [rows, groups], [1], or [tiles down, tiles across]
 * weight_global_scale  F32 [1]                    only with two levels of scales; it divides
 * weight_zero_point    I8, as weight_scale        only if asymmetric
 * weight_shape         I64 [2]                    rows, columns
 * </pre>
 */
record QuantgridPacked() implements Layout {
  static final String NAME = "quantgrid-packed";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean holds(Scheme weights, Optional<Scheme> activations) {
    return true;
  }

  @Override
  public List<Part> parts(MatrixSpec spec) {
    List<Part> parts = new ArrayList<>();
    parts.add(codes(spec));
    parts.add(Part.scales(spec));
    if (spec.scheme().twoLevel()) {
      parts.add(Part.globalScale());
    }
    if (spec.scheme().symmetry() == Symmetry.ASYMMETRIC) {
      parts.add(Part.zeroPoints(spec));
    }
    parts.add(Part.shape(spec));
    return parts;
  }

  private static Part codes(MatrixSpec spec) {
    ElementType element = spec.scheme().element();
    Optional<ByteLayout> layout = ByteLayouts.of(element);
    if (layout.isPresent()) {
      return new Part(
          Part.PACKED,
          DType.UINT8,
          new long[] {layout.get().bytes(spec.rows(), spec.columns())},
          matrix -> layout.get().pack(matrix.codes(), matrix.rows(), matrix.columns()));
    }
    return element.bits() < Byte.SIZE ? Part.words(spec) : Part.codes(spec, dtype(element));
  }

  private static DType dtype(ElementType element) {
    return element instanceof IntegerType ? DType.INT8 : DType.UINT8;
  }

  @Override
  public QuantizedMatrix read(StoredParts stored, Scheme scheme) {
    ElementType element = scheme.element();
    Optional<ByteLayout> layout = ByteLayouts.of(element);
    if (layout.isEmpty()) {
      return element.bits() < Byte.SIZE
          ? PackQuantized.readWords(stored, scheme)
          : IntQuantized.readCodes(stored, scheme, dtype(element));
    }
    int[] shape = stored.shape();
    StoredTensor packed = stored.get(Part.PACKED);
    byte[] codes = layout.get().unpack(StoredFloats.readBytes(packed), shape[0], shape[1]);
    return stored.matrix(scheme, shape[0], shape[1], codes);
  }
}
