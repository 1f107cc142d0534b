package io.quantgrid.core.stored;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.form.StoredArray;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Packing;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.tensor.DType;
import java.util.List;

/** The tensors of one module in a checkpoint. */
record StoredParts(Checkpoint checkpoint, String module) {
  boolean has(String part) {
    return checkpoint.has(module + "." + part);
  }

  StoredTensor get(String part) {
    return checkpoint.tensor(module + "." + part);
  }

  /** All tensors below that part as arrays, {@code part.NAME} under {@code NAME}. */
  List<StoredArray> arrays(String part) {
    String prefix = module + "." + part + ".";
    return checkpoint.names().tailSet(prefix).stream()
        .takeWhile(name -> name.startsWith(prefix))
        .map(checkpoint::tensor)
        .map(
            tensor ->
                new StoredArray(
                    tensor.name().substring(prefix.length()),
                    tensor.dtype(),
                    tensor.shape(),
                    StoredFloats.bytes(tensor)))
        .toList();
  }

  /** Rows and columns, for codes that do not show them. */
  int[] shape() {
    long[] shape = StoredFloats.readLongs(get(Part.SHAPE));
    if (shape.length != 2) {
      throw new IllegalArgumentException(shape.length + " numbers in " + Part.SHAPE);
    }
    return new int[] {Math.toIntExact(shape[0]), Math.toIntExact(shape[1])};
  }

  /** A number of its own, 1 when it is not there. */
  float number(String part) {
    return has(part) ? StoredFloats.readScales(get(part))[0] : 1;
  }

  /** The matrix of codes with its scales, zero points and the number that divides scales. */
  QuantizedMatrix matrix(Scheme scheme, int rows, int columns, byte[] codes) {
    return matrix(scheme, rows, columns, codes, Part.SCALE);
  }

  /**
   * @param scales the tensor that has them
   */
  QuantizedMatrix matrix(Scheme scheme, int rows, int columns, byte[] codes, String scales) {
    StoredTensor scale = get(scales);
    FloatType scaleType = StoredFloats.scaleType(scale.dtype());
    return new QuantizedMatrix(
        scheme,
        rows,
        columns,
        codes,
        StoredFloats.readScales(scale),
        scaleType,
        zeroPoints(scheme, rows, columns),
        number(Part.GLOBAL_SCALE));
  }

  private byte[] zeroPoints(Scheme scheme, int rows, int columns) {
    if (scheme.symmetry() != Symmetry.ASYMMETRIC) {
      return new byte[0];
    }
    StoredTensor stored = get(Part.ZERO_POINT);
    if (stored.dtype() == DType.INT8) {
      return StoredFloats.readBytes(stored);
    }
    int groups =
        scheme.granularity() instanceof Granularity.PerTensor
            ? 1
            : QuantizedMatrix.groups(scheme, columns);
    return Packing.fromRows(
        StoredFloats.readIntegers(stored), rows, groups, scheme.element().bits());
  }
}
