package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.ExponentShift;
import io.quantgrid.kernels.element.Fp4E2m1;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import java.util.BitSet;

/**
 * A matrix of fp4_e2m1 codes as fp8_e4m3 codes under one scale per row, so that an FP8 product can
 * use it (ZeroQuant-FP, arXiv 2307.09782): a group whose scale is {@code rowScale * 2^k} moves by
 * {@link ExponentShift}. A group for which no k from -8 to 6 does that stays in float.
 *
 * @param source the matrix that was converted
 * @param codes raw fp8_e4m3 bits, row-major {@code [rows, columns]}; 0 in groups that stay in float
 * @param rowScales {@code [rows]}: the largest scale of the row that is a number above 0, divided
 *     by 2^6; 1 in a row without one
 * @param inFloat the groups that stay in float, {@code row * groups + group}
 */
public record ShiftedMatrix(
    QuantizedMatrix source, byte[] codes, float[] rowScales, BitSet inFloat) {

  /**
   * @throws IllegalArgumentException unless the matrix is of fp4_e2m1
   */
  public static ShiftedMatrix of(QuantizedMatrix matrix) {
    if (matrix.scheme().element() != Fp4E2m1.TYPE) {
      throw new IllegalArgumentException(
          "Cannot shift " + matrix.scheme() + " into fp8_e4m3 (expected fp4_e2m1 codes)");
    }
    int groups = QuantizedMatrix.groups(matrix.scheme(), matrix.columns());
    byte[] codes = new byte[matrix.codes().length];
    float[] rowScales = new float[matrix.rows()];
    BitSet inFloat = new BitSet();
    for (int row = 0; row < matrix.rows(); row++) {
      rowScales[row] = rowScale(matrix, row, groups);
      for (int group = 0; group < groups; group++) {
        int exponent = exponent(matrix.scale(row, group), rowScales[row]);
        int start = start(matrix, row, group);
        int end = end(matrix, row, group);
        if (ExponentShift.isExact(exponent) || isZero(matrix, row, group)) {
          int by = Math.max(ExponentShift.LOWEST, Math.min(ExponentShift.HIGHEST, exponent));
          for (int i = start; i < end; i++) {
            codes[i] = (byte) ExponentShift.shift(matrix.codes()[i], by);
          }
        } else {
          inFloat.set(row * groups + group);
        }
      }
    }
    return new ShiftedMatrix(matrix, codes, rowScales, inFloat);
  }

  /** How many groups stay in float. */
  public int groupsInFloat() {
    return inFloat.cardinality();
  }

  /** The values, float32, row-major: bit for bit those of the source. */
  public float[] dequantize() {
    float[] out = source.dequantize();
    int groups = QuantizedMatrix.groups(source.scheme(), source.columns());
    for (int row = 0; row < source.rows(); row++) {
      for (int group = 0; group < groups; group++) {
        if (!inFloat.get(row * groups + group)) {
          for (int i = start(source, row, group); i < end(source, row, group); i++) {
            out[i] = Fp8E4m3.TYPE.decode(codes[i] & 0xFF) * rowScales[row];
          }
        }
      }
    }
    return out;
  }

  private static float rowScale(QuantizedMatrix matrix, int row, int groups) {
    float largest = 0;
    for (int group = 0; group < groups; group++) {
      float scale = matrix.scale(row, group);
      if (scale > largest && Float.isFinite(scale)) {
        largest = scale;
      }
    }
    for (int down = ExponentShift.HIGHEST; down > 0; down--) {
      float lower = Math.scalb(largest, -down);
      if (Math.scalb(lower, down) == largest && largest > 0) {
        return lower; // as low as float32 can hold it: the most groups lie within reach
      }
    }
    return largest > 0 ? largest : 1;
  }

  /** The k with {@code scale = rowScale * 2^k}; out of every range when there is none. */
  private static int exponent(float scale, float rowScale) {
    if (!(scale > 0) || !Float.isFinite(scale)) {
      return Integer.MIN_VALUE;
    }
    double ratio = (double) scale / rowScale;
    int exponent = Math.getExponent(ratio);
    boolean shifted = Math.scalb((double) rowScale, exponent) == scale;
    return shifted ? exponent : Integer.MIN_VALUE;
  }

  /** Whether all values are zero, whatever the scale. */
  private static boolean isZero(QuantizedMatrix matrix, int row, int group) {
    if (!Float.isFinite(matrix.scale(row, group))) {
      return false;
    }
    for (int i = start(matrix, row, group); i < end(matrix, row, group); i++) {
      if ((matrix.codes()[i] & 7) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int start(QuantizedMatrix matrix, int row, int group) {
    return row * matrix.columns() + group * matrix.groupSize();
  }

  private static int end(QuantizedMatrix matrix, int row, int group) {
    return row * matrix.columns() + Math.min(matrix.columns(), (group + 1) * matrix.groupSize());
  }

  @Override
  public String toString() {
    return source.scheme() + " shifted to fp8_e4m3, " + groupsInFloat() + " groups in float";
  }
}
