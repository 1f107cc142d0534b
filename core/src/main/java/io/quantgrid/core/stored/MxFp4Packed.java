package io.quantgrid.core.stored;

import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.element.Fp4E2m1;
import io.quantgrid.kernels.scheme.LowNibbles;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.DType;
import java.util.List;
import java.util.Optional;

/**
 * MXFP4: floating numbers of 4 bits in groups of 32 under a power of two.
 *
 * <pre>
 * weight_packed  U8 [rows, columns / 2]    two codes a byte, see LowNibbles
 * weight_scale   U8 [rows, columns / 32]   exponent + 127
 * </pre>
 */
record MxFp4Packed() implements Layout {
  @Override
  public String name() {
    return "mxfp4-pack-quantized";
  }

  @Override
  public boolean holds(Scheme weights, Optional<Scheme> activations) {
    return weights.element() == Fp4E2m1.TYPE && SchemeArguments.isMicroscaled(weights);
  }

  @Override
  public List<Part> parts(MatrixSpec spec) {
    return List.of(nibbles(spec), Part.scales(spec));
  }

  /** Two codes a byte; the groups of these layouts divide rows into even lengths. */
  static Part nibbles(MatrixSpec spec) {
    return new Part(
        Part.PACKED,
        DType.UINT8,
        new long[] {spec.rows(), spec.columns() / 2},
        matrix -> new LowNibbles().pack(matrix.codes(), matrix.rows(), matrix.columns()));
  }

  @Override
  public QuantizedMatrix read(StoredParts stored, Scheme scheme) {
    return readNibbles(stored, scheme);
  }

  static QuantizedMatrix readNibbles(StoredParts stored, Scheme scheme) {
    StoredTensor packed = stored.get(Part.PACKED);
    if (packed.dtype() != DType.UINT8 || packed.shape().length != 2) {
      throw new IllegalArgumentException("packed codes of type " + packed.dtype());
    }
    int rows = Math.toIntExact(packed.shape()[0]);
    int columns = Math.toIntExact(2 * packed.shape()[1]);
    byte[] codes = new LowNibbles().unpack(StoredFloats.readBytes(packed), rows, columns);
    return stored.matrix(scheme, rows, columns, codes);
  }
}
