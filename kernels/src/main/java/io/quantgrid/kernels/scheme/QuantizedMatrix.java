package io.quantgrid.kernels.scheme;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;

/**
 * A quantized weight: {@code value = (code - zero point) * scale}, in float32.
 *
 * @param codes one per byte, row-major {@code [rows, columns]}: signed values of integers, raw bits
 *     of floating types
 * @param scales {@code [rows, groups]}, or one for the whole matrix; values of {@code scaleType}
 * @param scaleType what scales are stored in
 * @param zeroPoints as {@code scales}; empty when the scheme is symmetric
 */
public record QuantizedMatrix(
    Scheme scheme,
    int rows,
    int columns,
    byte[] codes,
    float[] scales,
    FloatType scaleType,
    byte[] zeroPoints) {

  public QuantizedMatrix {
    check("codes", codes.length, (long) rows * columns);
    long expected = scales(scheme, rows, columns);
    check("scales", scales.length, expected);
    check("zero points", zeroPoints.length, scheme.symmetry() == Symmetry.SYMMETRIC ? 0 : expected);
  }

  private static void check(String what, int length, long expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "Cannot make a quantized matrix: "
              + length
              + " "
              + what
              + " (expected "
              + expected
              + ")");
    }
  }

  /** How many scales a matrix of that shape has. */
  public static long scales(Scheme scheme, int rows, int columns) {
    return scheme.granularity() instanceof Granularity.PerTensor
        ? 1
        : (long) rows * groups(scheme, columns);
  }

  /** Scales per row; a scale for the whole matrix counts as one. */
  public static int groups(Scheme scheme, int columns) {
    int size = scheme.granularity().groupSize(columns);
    return size == 0 ? 1 : columns / size;
  }

  /** Consecutive elements of a row that share a scale. */
  public int groupSize() {
    return scheme.granularity().groupSize(columns);
  }

  /** The values that the codes stand for, float32, row-major. */
  public float[] dequantize() {
    ElementType element = scheme.element();
    float[] values = new float[1 << Byte.SIZE];
    for (int code = 0; code < values.length; code++) {
      values[code] = element.decode(element instanceof IntegerType ? (byte) code : code);
    }
    boolean whole = scheme.granularity() instanceof Granularity.PerTensor;
    int size = groupSize();
    int groups = groups(scheme, columns);
    float[] out = new float[codes.length];
    for (int row = 0; row < rows; row++) {
      for (int group = 0; group < groups; group++) {
        int index = whole ? 0 : row * groups + group;
        float scale = scales[index];
        float zero = zeroPoints.length == 0 ? 0 : zeroPoints[index];
        int start = row * columns + group * size;
        for (int i = start; i < start + size; i++) {
          out[i] = (values[codes[i] & 0xFF] - zero) * scale;
        }
      }
    }
    return out;
  }

  /**
   * Bits that codes, scales and zero points take when stored: codes and zero points below 8 bits in
   * words of {@link Packing}, zero points along rows.
   */
  public long storedBits() {
    int bits = scheme.element().bits();
    int perWord = Packing.perWord(bits);
    boolean packed = bits < Byte.SIZE;
    long perRow = packed ? Packing.words(columns, bits) * 32L : (long) columns * bits;
    long scaleBits = (long) scales.length * scaleType.bits();
    if (zeroPoints.length == 0) {
      return rows * perRow + scaleBits;
    }
    boolean whole = scheme.granularity() instanceof Granularity.PerTensor;
    long zeroBits =
        packed && !whole
            ? (rows + perWord - 1L) / perWord * groups(scheme, columns) * 32
            : (long) zeroPoints.length * Byte.SIZE;
    return rows * perRow + scaleBits + zeroBits;
  }
}
