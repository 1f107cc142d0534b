package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * A sum of outer products of quantized vectors: {@code value[i][j] = sum over k of left[k][i] *
 * weight[k] * right[k][j]}, in float32. Scales of a factor are those of one vector each.
 *
 * <pre>
 *   left.NAME    the arrays of {@link Plain} of a matrix [rank, rows]
 *   right.NAME   the arrays of {@link Plain} of a matrix [rank, columns]
 *   weights      FLOAT32 [rank]
 * </pre>
 *
 * @param left the vectors of the outputs, one a row
 * @param right the vectors of the inputs, one a row, of the same scheme
 * @param weights singular values
 */
public record QuantizedFactors(QuantizedMatrix left, QuantizedMatrix right, float[] weights)
    implements WeightForm {
  static final String NAME = "quantized_factors";

  public QuantizedFactors {
    if (left.rows() != weights.length
        || right.rows() != weights.length
        || !left.scheme().equals(right.scheme())
        || !left.scaleType().equals(right.scaleType())) {
      throw new IllegalArgumentException(
          "Cannot multiply factors of "
              + left.rows()
              + " and "
              + right.rows()
              + " vectors in "
              + left.scheme()
              + " and "
              + right.scheme()
              + " (expected "
              + weights.length
              + " each in one scheme)");
    }
  }

  /** Makes the form of {@link #arrays}. */
  static QuantizedFactors read(Description form, int rows, int columns, List<StoredArray> arrays) {
    Scheme scheme = form.scheme();
    FloatType type = form.type(StoredMatrix.SCALE_TYPE);
    float[] weights =
        StoredNumbers.floats(StoredNumbers.named(arrays, "weights", NAME), Float32.TYPE);
    return new QuantizedFactors(
        StoredMatrix.read(NAME, scheme, weights.length, rows, type, Forms.arraysOf("left", arrays)),
        StoredMatrix.read(
            NAME, scheme, weights.length, columns, type, Forms.arraysOf("right", arrays)),
        weights);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rows() {
    return left.columns();
  }

  @Override
  public int columns() {
    return right.columns();
  }

  @Override
  public float[] dequantize() {
    float[] outputs = left.dequantize();
    float[] inputs = right.dequantize();
    int rows = rows();
    int columns = columns();
    float[] out = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < weights.length; k++) {
        float factor = outputs[k * rows + row] * weights[k];
        for (int column = 0; column < columns; column++) {
          out[row * columns + column] += factor * inputs[k * columns + column];
        }
      }
    }
    return out;
  }

  @Override
  public SortedMap<String, String> parameters() {
    return StoredMatrix.parameters(left);
  }

  @Override
  public List<StoredArray> arrays() {
    List<StoredArray> out = new ArrayList<>();
    out.addAll(Forms.prefixed("left", StoredMatrix.arrays(left)));
    out.addAll(Forms.prefixed("right", StoredMatrix.arrays(right)));
    out.add(StoredNumbers.floats("weights", weights, Float32.TYPE, weights.length));
    return out;
  }
}
