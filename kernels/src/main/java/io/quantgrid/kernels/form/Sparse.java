package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.tensor.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * Few values in 16 bits among zeros, row after row (compressed sparse rows, as SpQR stores its
 * outliers: arXiv 2306.03078, section 4.2).
 *
 * <pre>
 *   values    FLOAT16 [count]
 *   columns   UINT8 [count, 2]     column, low byte first; INT32 [count] beyond 65535 columns
 *   counts    UINT8 [rows, 2]      values of each row, likewise
 * </pre>
 *
 * @param values numbers of float16
 * @param columnOf ascending within a row
 * @param starts {@code [rows + 1]}: values of row i are {@code starts[i] .. starts[i + 1] - 1}
 */
public record Sparse(int rows, int columns, float[] values, int[] columnOf, int[] starts)
    implements WeightForm {
  static final String NAME = "sparse";
  private static final int SHORT = (1 << Short.SIZE) - 1;

  public Sparse {
    if (columnOf.length != values.length
        || starts.length != rows + 1
        || starts[rows] != values.length) {
      throw new IllegalArgumentException(
          "Cannot make a sparse matrix of "
              + values.length
              + " values, "
              + columnOf.length
              + " columns and "
              + starts.length
              + " starts (expected as many columns, and "
              + (rows + 1)
              + " starts up to "
              + values.length
              + ")");
    }
    for (int row = 0; row < rows; row++) {
      boolean rises = starts[row] >= 0 && starts[row] <= starts[row + 1];
      for (int i = starts[row]; rises && i < starts[row + 1]; i++) {
        rises = columnOf[i] < columns && columnOf[i] > (i == starts[row] ? -1 : columnOf[i - 1]);
      }
      if (!rises) {
        throw new IllegalArgumentException(
            "Cannot make a sparse matrix: the columns of row "
                + row
                + " do not rise (expected numbers from 0 to "
                + (columns - 1)
                + ")");
      }
    }
  }

  /**
   * The entries of a dense matrix that are kept, rounded to float16, saturating.
   *
   * @param dense row-major {@code [rows, columns]}
   * @param kept as {@code dense}
   */
  public static Sparse of(int rows, int columns, float[] dense, boolean[] kept) {
    int count = 0;
    for (boolean keep : kept) {
      count += keep ? 1 : 0;
    }
    float[] values = new float[count];
    int[] columnOf = new int[count];
    int[] starts = new int[rows + 1];
    int at = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        if (kept[row * columns + column]) {
          float value = dense[row * columns + column];
          values[at] = Float16.TYPE.decode(Float16.TYPE.encode(value));
          columnOf[at++] = column;
        }
      }
      starts[row + 1] = at;
    }
    return new Sparse(rows, columns, values, columnOf, starts);
  }

  /** From its arrays. */
  static Sparse read(int rows, int columns, List<StoredArray> arrays) {
    float[] values =
        StoredNumbers.floats(StoredNumbers.named(arrays, "values", NAME), Float16.TYPE);
    int[] starts = new int[rows + 1];
    int[] counts = numbers(arrays, "counts", rows, columns);
    for (int row = 0; row < rows; row++) {
      starts[row + 1] = Math.addExact(starts[row], counts[row]);
    }
    int[] columnOf = numbers(arrays, "columns", values.length, columns);
    return new Sparse(rows, columns, values, columnOf, starts);
  }

  private static int[] numbers(List<StoredArray> arrays, String name, int length, int columns) {
    if (columns > SHORT) {
      return StoredNumbers.words(StoredNumbers.named(arrays, name, NAME, DType.INT32, length));
    }
    byte[] bytes = StoredNumbers.named(arrays, name, NAME, DType.UINT8, length, 2).bytes();
    int[] out = new int[length];
    for (int i = 0; i < length; i++) {
      out[i] = (bytes[2 * i] & 0xFF) | (bytes[2 * i + 1] & 0xFF) << Byte.SIZE;
    }
    return out;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public float[] dequantize() {
    float[] out = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        out[row * columns + columnOf[i]] = values[i];
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
    List<StoredArray> out = new ArrayList<>();
    out.add(StoredNumbers.floats("values", values, Float16.TYPE, values.length));
    out.add(numbers("columns", columnOf));
    int[] counts = new int[rows];
    for (int row = 0; row < rows; row++) {
      counts[row] = starts[row + 1] - starts[row];
    }
    out.add(numbers("counts", counts));
    return out;
  }

  /** Numbers up to that of the columns. */
  private StoredArray numbers(String name, int[] numbers) {
    if (columns > SHORT) {
      return StoredNumbers.words(name, numbers, numbers.length);
    }
    byte[] bytes = new byte[2 * numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      bytes[2 * i] = (byte) numbers[i];
      bytes[2 * i + 1] = (byte) (numbers[i] >>> Byte.SIZE);
    }
    return new StoredArray(name, DType.UINT8, new long[] {numbers.length, 2}, bytes);
  }
}
