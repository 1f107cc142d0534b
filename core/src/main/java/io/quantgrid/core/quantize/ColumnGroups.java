package io.quantgrid.core.quantize;

import io.quantgrid.kernels.scheme.QuantizedMatrix;

/**
 * Matrices whose groups are not of consecutive columns: {@code weight_g_idx} says which group a
 * column belongs to, as GPTQ leaves it when it orders columns by their activations.
 */
final class ColumnGroups {
  private ColumnGroups() {}

  /**
   * The values, row-major.
   *
   * @param groups of each column
   */
  static float[] dequantize(QuantizedMatrix matrix, int[] groups) {
    int columns = matrix.columns();
    if (groups.length != columns) {
      throw new IllegalArgumentException(groups.length + " groups for " + columns + " columns");
    }
    int count = QuantizedMatrix.groups(matrix.scheme(), columns);
    for (int group : groups) {
      if (group < 0 || group >= count) {
        throw new IllegalArgumentException("group " + group + " of " + count);
      }
    }
    var element = matrix.scheme().element();
    byte[] codes = matrix.codes();
    float[] out = new float[codes.length];
    for (int i = 0; i < out.length; i++) {
      int row = i / columns;
      int group = groups[i % columns];
      float zero =
          matrix.zeroPoints().length == 0 ? 0 : matrix.zeroPoints()[matrix.index(row, group)];
      out[i] = (element.decode(codes[i]) - zero) * matrix.scale(row, group);
    }
    return out;
  }
}
