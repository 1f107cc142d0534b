package io.quantgrid.kernels.form;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import java.util.List;

/**
 * One quantized matrix, groups of consecutive columns: stored by whichever layout of checkpoints
 * takes its scheme, so it names no arrays of its own.
 */
public record Plain(QuantizedMatrix matrix) implements WeightForm {
  @Override
  public String name() {
    return "plain";
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
    return List.of();
  }

  @Override
  public List<QuantizedMatrix> matrices() {
    return List.of(matrix);
  }
}
