package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * A weight stored after random rotations of its rows and columns (arXiv 2307.13304, algorithms 1
 * and 2): {@code W = left^T inner right diag(scales)^-1}.
 *
 * <pre>
 *   inner.NAME      the arrays of what is stored
 *   column_scales   FLOAT32 [columns]    what columns were multiplied by before
 *   seeds           INT64 [2]            of the {@link Rotation} of columns (rows numbers each), of rows
 * </pre>
 */
public record Rotated(WeightForm inner, float[] columnScales, long leftSeed, long rightSeed)
    implements WeightForm {
  static final String NAME = "rotated";
  private static final String INNER = "inner";

  public Rotated {
    if (columnScales.length != inner.columns()) {
      throw new IllegalArgumentException(
          "Cannot scale "
              + inner.columns()
              + " columns by "
              + columnScales.length
              + " numbers (expected one each)");
    }
  }

  /** Makes the form of {@link #arrays}. */
  static Rotated read(Description form, int rows, int columns, List<StoredArray> arrays) {
    WeightForm inner = Forms.read(form.onlyPart(), rows, columns, Forms.arraysOf(INNER, arrays));
    ByteBuffer seeds =
        ByteBuffer.wrap(StoredNumbers.named(arrays, "seeds", NAME, DType.INT64, 2).bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    StoredArray scales = StoredNumbers.named(arrays, "column_scales", NAME, DType.FLOAT32, columns);
    return new Rotated(
        inner, StoredNumbers.floats(scales, Float32.TYPE), seeds.getLong(), seeds.getLong());
  }

  /**
   * What {@code weights} become: {@code left W diag(scales) right^T}.
   *
   * @param weights row-major {@code [rows, columns]}; not changed
   */
  public static float[] rotate(
      float[] weights, int rows, float[] columnScales, long leftSeed, long rightSeed) {
    int columns = columnScales.length;
    float[] out = new float[weights.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = weights[i] * columnScales[i % columns];
    }
    new Rotation(columns, rightSeed).apply(out);
    float[] turned = transposed(out, rows, columns);
    new Rotation(rows, leftSeed).apply(turned);
    return transposed(turned, columns, rows);
  }

  /** The reverse of {@link #rotate}. */
  static float[] rotateBack(
      float[] rotated, int rows, float[] columnScales, long leftSeed, long rightSeed) {
    int columns = columnScales.length;
    float[] turned = transposed(rotated, rows, columns);
    new Rotation(rows, leftSeed).applyInverse(turned);
    float[] out = transposed(turned, columns, rows);
    new Rotation(columns, rightSeed).applyInverse(out);
    for (int i = 0; i < out.length; i++) {
      out[i] /= columnScales[i % columns];
    }
    return out;
  }

  private static float[] transposed(float[] x, int rows, int columns) {
    float[] out = new float[x.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        out[column * rows + row] = x[row * columns + column];
      }
    }
    return out;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rows() {
    return inner.rows();
  }

  @Override
  public int columns() {
    return inner.columns();
  }

  @Override
  public float[] dequantize() {
    return rotateBack(inner.dequantize(), rows(), columnScales, leftSeed, rightSeed);
  }

  @Override
  public List<WeightForm> parts() {
    return List.of(inner);
  }

  @Override
  public SortedMap<String, String> parameters() {
    return Collections.emptySortedMap();
  }

  @Override
  public List<StoredArray> arrays() {
    List<StoredArray> out = new ArrayList<>(Forms.prefixed(INNER, inner.arrays()));
    out.add(StoredNumbers.floats("column_scales", columnScales, Float32.TYPE, columns()));
    byte[] seeds = new byte[2 * Long.BYTES];
    ByteBuffer.wrap(seeds).order(ByteOrder.LITTLE_ENDIAN).putLong(leftSeed).putLong(rightSeed);
    out.add(new StoredArray("seeds", DType.INT64, new long[] {2}, seeds));
    return out;
  }
}
