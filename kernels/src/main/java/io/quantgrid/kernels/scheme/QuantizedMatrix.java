package io.quantgrid.kernels.scheme;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;

/**
 * A quantized weight: {@code value = (decoded code - zero point) * scale}, in float32, where {@code
 * scale} is the stored one divided by {@code tensorScale}.
 *
 * @param codes one per byte, row-major {@code [rows, columns]}: signed values of integers, raw bits
 *     of other types
 * @param scales as stored, values of {@code scaleType}: {@code [rows, groups]}, {@code [tiles down,
 *     tiles across]}, or one for the whole matrix
 * @param scaleType what scales are stored in
 * @param zeroPoints as {@code scales}; empty unless the scheme is asymmetric
 * @param tensorScale what divides all scales of a two-level scheme; else 1
 */
public record QuantizedMatrix(
    Scheme scheme,
    int rows,
    int columns,
    byte[] codes,
    float[] scales,
    FloatType scaleType,
    byte[] zeroPoints,
    float tensorScale) {

  public QuantizedMatrix {
    check("codes", codes.length, (long) rows * columns);
    long expected = scales(scheme, rows, columns);
    check("scales", scales.length, expected);
    check(
        "zero points", zeroPoints.length, scheme.symmetry() == Symmetry.ASYMMETRIC ? expected : 0);
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
    Granularity granularity = scheme.granularity();
    if (granularity instanceof Granularity.PerTensor) {
      return 1;
    }
    int down = granularity instanceof Granularity.Block block ? ceil(rows, block.rows()) : rows;
    return (long) down * groups(scheme, columns);
  }

  /** Scales per row; a scale for the whole matrix counts as one. */
  public static int groups(Scheme scheme, int columns) {
    int size = scheme.granularity().groupSize(columns);
    return size == 0 ? 1 : ceil(columns, size);
  }

  private static int ceil(int a, int b) {
    return (int) ((a + (long) b - 1) / b);
  }

  /** Consecutive elements of a row that share a scale; the last of a row may be fewer. */
  public int groupSize() {
    return scheme.granularity().groupSize(columns);
  }

  /** Where in {@link #scales} the scale of one group of a row stands. */
  public int index(int row, int group) {
    Granularity granularity = scheme.granularity();
    if (granularity instanceof Granularity.PerTensor) {
      return 0;
    }
    int down = granularity instanceof Granularity.Block block ? row / block.rows() : row;
    return down * groups(scheme, columns) + group;
  }

  /** The scale that multiplies the elements of one group of a row. */
  public float scale(int row, int group) {
    return scales[index(row, group)] / tensorScale;
  }

  /** The values that the codes stand for, float32, row-major. */
  public float[] dequantize() {
    ElementType element = scheme.element();
    float[] values = new float[1 << Byte.SIZE];
    for (int code = 0; code < values.length; code++) {
      values[code] = element.decode(element instanceof IntegerType ? (byte) code : code);
    }
    int size = groupSize();
    int groups = groups(scheme, columns);
    float[] out = new float[codes.length];
    for (int row = 0; row < rows; row++) {
      for (int group = 0; group < groups; group++) {
        float scale = scale(row, group);
        float zero = zeroPoints.length == 0 ? 0 : zeroPoints[index(row, group)];
        int start = row * columns + group * size;
        int end = row * columns + Math.min(columns, (group + 1) * size);
        for (int i = start; i < end; i++) {
          out[i] = (values[codes[i] & 0xFF] - zero) * scale;
        }
      }
    }
    return out;
  }

  /**
   * Bits that codes, scales and zero points take when stored, padding included: codes in the layout
   * of their type ({@link ByteLayouts#bits}), zero points below 8 bits in words of {@link Packing},
   * along rows, but those of tiles and of a whole matrix a byte each.
   */
  public long storedBits() {
    int bits = scheme.element().bits();
    long codeBits = ByteLayouts.bits(scheme.element(), rows, columns);
    long scaleBits = (long) scales.length * scaleType.bits() + (scheme.twoLevel() ? Float.SIZE : 0);
    if (zeroPoints.length == 0) {
      return codeBits + scaleBits;
    }
    Granularity granularity = scheme.granularity();
    boolean whole =
        granularity instanceof Granularity.PerTensor || granularity instanceof Granularity.Block;
    long zeroBits =
        bits < Byte.SIZE && !whole
            ? (long) Packing.words(rows, bits) * groups(scheme, columns) * Integer.SIZE
            : (long) zeroPoints.length * Byte.SIZE;
    return codeBits + scaleBits + zeroBits;
  }
}
