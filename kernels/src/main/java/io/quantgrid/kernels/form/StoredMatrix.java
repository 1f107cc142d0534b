package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Packing;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** A quantized matrix as arrays, {@link Plain} draws them; as many bits as it counts itself. */
final class StoredMatrix {
  static final String SCALE_TYPE = "scale_type";
  private static final String ZERO_POINTS = "zero_points";

  private StoredMatrix() {}

  static SortedMap<String, String> parameters(QuantizedMatrix matrix) {
    return Description.values(
        "scheme", matrix.scheme().canonical(), SCALE_TYPE, matrix.scaleType().name());
  }

  static List<StoredArray> arrays(QuantizedMatrix matrix) {
    Scheme scheme = matrix.scheme();
    List<StoredArray> out = new ArrayList<>();
    out.add(
        StoredNumbers.codes(
            "codes", matrix.codes(), scheme.element(), matrix.rows(), matrix.columns()));
    out.add(
        StoredNumbers.floats(
            "scales", matrix.scales(), matrix.scaleType(), matrix.scales().length));
    if (scheme.symmetry() == Symmetry.ASYMMETRIC) {
      int groups = QuantizedMatrix.groups(scheme, matrix.columns());
      int bits = scheme.element().bits();
      out.add(
          inWords(scheme)
              ? StoredNumbers.words(
                  ZERO_POINTS,
                  Packing.alongRows(matrix.zeroPoints(), matrix.rows(), groups, bits),
                  Packing.words(matrix.rows(), bits),
                  groups)
              : new StoredArray(
                  ZERO_POINTS,
                  DType.INT8,
                  new long[] {matrix.zeroPoints().length},
                  matrix.zeroPoints().clone()));
    }
    if (scheme.twoLevel()) {
      float[] number = {matrix.tensorScale()};
      out.add(StoredNumbers.floats("tensor_scale", number, Float32.TYPE, 1));
    }
    return out;
  }

  private static boolean inWords(Scheme scheme) {
    return scheme.element().bits() < Byte.SIZE
        && !(scheme.granularity() instanceof Granularity.PerTensor)
        && !(scheme.granularity() instanceof Granularity.Block);
  }

  static QuantizedMatrix read(
      String form,
      Scheme scheme,
      int rows,
      int columns,
      FloatType scaleType,
      List<StoredArray> arrays) {
    long scales = QuantizedMatrix.scales(scheme, rows, columns);
    return new QuantizedMatrix(
        scheme,
        rows,
        columns,
        StoredNumbers.codes(
            StoredNumbers.named(arrays, "codes", form), scheme.element(), rows, columns),
        StoredNumbers.floats(
            StoredNumbers.named(arrays, "scales", form, StoredNumbers.dtype(scaleType), scales),
            scaleType),
        scaleType,
        zeroPoints(form, scheme, rows, columns, arrays),
        scheme.twoLevel()
            ? StoredNumbers.floats(
                StoredNumbers.named(arrays, "tensor_scale", form, DType.FLOAT32, 1), Float32.TYPE)[
                0]
            : 1);
  }

  private static byte[] zeroPoints(
      String form, Scheme scheme, int rows, int columns, List<StoredArray> arrays) {
    if (scheme.symmetry() != Symmetry.ASYMMETRIC) {
      return new byte[0];
    }
    int bits = scheme.element().bits();
    if (inWords(scheme)) {
      int groups = QuantizedMatrix.groups(scheme, columns);
      StoredArray words =
          StoredNumbers.named(
              arrays, ZERO_POINTS, form, DType.INT32, Packing.words(rows, bits), groups);
      return Packing.fromRows(StoredNumbers.words(words), rows, groups, bits);
    }
    long count = QuantizedMatrix.scales(scheme, rows, columns);
    return StoredNumbers.named(arrays, ZERO_POINTS, form, DType.INT8, count).bytes().clone();
  }
}
