package io.quantgrid.kernels.form;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import java.util.List;
import java.util.SortedMap;

/**
 * One quantized matrix, groups of consecutive columns.
 *
 * <pre>
 *  codes         words or bytes, as the element's layout has it; one byte each of 8 bits
 *  scales        in scale_type [rows, groups], [tiles], or [1]
 *  zero_points   asymmetric only: INT32 [words of rows, groups] below 8 bits (scheme.Packing),
 *                else, and for a whole tensor, INT8 like scales
 *  tensor_scale  FLOAT32 [1], two-level scales only: it divides them
 * </pre>
 *
 * A checkpoint stores it by the layout that takes its scheme instead, where it is no part of
 * another form.
 */
public record Plain(QuantizedMatrix matrix) implements WeightForm {
  static final String NAME = "plain";

  /** Makes the form of {@link #arrays}. */
  static Plain read(Description form, int rows, int columns, List<StoredArray> arrays) {
    return new Plain(
        StoredMatrix.read(
            NAME, form.scheme(), rows, columns, form.type(StoredMatrix.SCALE_TYPE), arrays));
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
    return matrix.dequantize();
  }

  @Override
  public List<StoredArray> arrays() {
    return StoredMatrix.arrays(matrix);
  }

  @Override
  public SortedMap<String, String> parameters() {
    return StoredMatrix.parameters(matrix);
  }
}
