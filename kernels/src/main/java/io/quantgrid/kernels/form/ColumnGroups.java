package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * A quantized matrix whose groups are not runs of columns: each column names its group, as
 * compressed-tensors stores {@code actorder=group}.
 *
 * <pre>
 *   codes, scales, zero_points, tensor_scale     of the matrix, as Plain has them
 *   g_idx        INT32 [columns]     value = (code - zero[row, g_idx]) * scale[row, g_idx]
 * </pre>
 *
 * @param matrix its own {@code dequantize} does not hold here
 * @param groupOf group of each column
 */
public record ColumnGroups(QuantizedMatrix matrix, int[] groupOf) implements WeightForm {
  static final String NAME = "column_groups";

  public ColumnGroups {
    int groups = QuantizedMatrix.groups(matrix.scheme(), matrix.columns());
    if (groupOf.length != matrix.columns()) {
      throw new IllegalArgumentException(
          "Cannot group "
              + matrix.columns()
              + " columns by "
              + groupOf.length
              + " numbers (expected one each)");
    }
    for (int group : groupOf) {
      if (group < 0 || group >= groups) {
        throw new IllegalArgumentException(
            "Cannot put a column into group " + group + " (expected 0 to " + (groups - 1) + ")");
      }
    }
  }

  /** Makes the form of {@link #arrays}. */
  static ColumnGroups read(Description form, int rows, int columns, List<StoredArray> arrays) {
    return new ColumnGroups(
        StoredMatrix.read(
            NAME, form.scheme(), rows, columns, form.type(StoredMatrix.SCALE_TYPE), arrays),
        StoredNumbers.words(StoredNumbers.named(arrays, "g_idx", NAME, DType.INT32, columns)));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rows() {
    return matrix.rows();
  }

  @Override
  public int columns() {
    return matrix.columns();
  }

  @Override
  public float[] dequantize() {
    ElementType element = matrix.scheme().element();
    float[] out = new float[matrix.codes().length];
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column++) {
        int i = row * columns() + column;
        byte code = matrix.codes()[i];
        float value = element.decode(element instanceof IntegerType ? code : code & 0xFF);
        int index = matrix.index(row, groupOf[column]);
        float zero = matrix.zeroPoints().length == 0 ? 0 : matrix.zeroPoints()[index];
        out[i] = (value - zero) * matrix.scale(row, groupOf[column]);
      }
    }
    return out;
  }

  @Override
  public SortedMap<String, String> parameters() {
    return StoredMatrix.parameters(matrix);
  }

  @Override
  public List<StoredArray> arrays() {
    List<StoredArray> out = new ArrayList<>(StoredMatrix.arrays(matrix));
    out.add(StoredNumbers.words("g_idx", groupOf, columns()));
    return out;
  }
}
