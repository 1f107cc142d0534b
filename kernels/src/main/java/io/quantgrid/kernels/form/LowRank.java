package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.tensor.DType;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * A sum of few outer products: {@code value[i][j] = sum over k of left[i][k] * scale[k] *
 * right[k][j]}, in float32.
 *
 * <pre>
 *   left     INT8 or FLOAT16 [rows, rank]
 *   right    INT8 or FLOAT16 [rank, columns]
 *   scales   FLOAT32 [rank]
 * </pre>
 *
 * @param type what both factors are stored in: INT8 or FLOAT16
 * @param left row-major, values of that type
 * @param right row-major, values of that type
 */
public record LowRank(
    int rows, int columns, DType type, float[] left, float[] right, float[] scales)
    implements WeightForm {
  static final String NAME = "low_rank";

  public LowRank {
    int rank = scales.length;
    if (left.length != (long) rows * rank || right.length != (long) rank * columns) {
      throw new IllegalArgumentException(
          "Cannot make a matrix of rank "
              + rank
              + " from factors of "
              + left.length
              + " and "
              + right.length
              + " (expected "
              + (long) rows * rank
              + " and "
              + (long) rank * columns
              + ")");
    }
    if (type != DType.INT8 && type != DType.FLOAT16) {
      throw new IllegalArgumentException(
          "Cannot store factors in " + type + " (expected INT8 or FLOAT16)");
    }
  }

  /** From its arrays. */
  static LowRank read(int rows, int columns, List<StoredArray> arrays) {
    float[] scales =
        StoredNumbers.floats(StoredNumbers.named(arrays, "scales", NAME), Float32.TYPE);
    StoredArray left = StoredNumbers.named(arrays, "left", NAME);
    DType type = left.dtype();
    StoredArray right = StoredNumbers.named(arrays, "right", NAME, type, scales.length, columns);
    return new LowRank(rows, columns, type, values(left), values(right), scales);
  }

  private static float[] values(StoredArray array) {
    if (array.dtype() == DType.FLOAT16) {
      return StoredNumbers.floats(array, Float16.TYPE);
    }
    float[] out = new float[array.bytes().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = array.bytes()[i];
    }
    return out;
  }

  public int rank() {
    return scales.length;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public float[] dequantize() {
    int rank = rank();
    float[] out = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      for (int k = 0; k < rank; k++) {
        float factor = left[row * rank + k] * scales[k];
        int other = k * columns;
        for (int column = 0; column < columns; column++) {
          out[start + column] += factor * right[other + column];
        }
      }
    }
    return out;
  }

  @Override
  public SortedMap<String, String> parameters() {
    return Collections.emptySortedMap();
  }

  @Override
  public List<StoredArray> arrays() {
    return List.of(
        stored("left", left, rows, rank()),
        stored("right", right, rank(), columns),
        StoredNumbers.floats("scales", scales, Float32.TYPE, rank()));
  }

  private StoredArray stored(String name, float[] values, long... shape) {
    if (type == DType.FLOAT16) {
      return StoredNumbers.floats(name, values, Float16.TYPE, shape);
    }
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new StoredArray(name, DType.INT8, shape, bytes);
  }
}
