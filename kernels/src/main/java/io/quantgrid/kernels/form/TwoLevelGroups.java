package io.quantgrid.kernels.form;

import io.quantgrid.kernels.scheme.BitStream;
import io.quantgrid.kernels.tensor.DType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;

/**
 * Integers in small groups whose scales and zero points are quantized again: SpQR's (arXiv
 * 2306.03078, figure 3). Columns are stored in the order in which they were grouped.
 *
 * <pre>
 *   codes          UINT8 [rows, ceil(columns * bits / 8)]    scheme.BitStream, raw
 *   scale_codes, scale_ranges, zero_codes, zero_ranges       SecondLevel
 *   order          UINT8 [bytes]                             column at each place, in as many bits
 *                                                            as the largest takes
 *
 *   value[row][order[i]] = (code[row][i] - zero[i / groupSize][row]) * scale[i / groupSize][row]
 * </pre>
 *
 * @param codes one per byte, row-major {@code [rows, columns]}, 0 .. 2^bits - 1
 */
public record TwoLevelGroups(
    int rows,
    int columns,
    int bits,
    int groupSize,
    byte[] codes,
    SecondLevel scales,
    SecondLevel zeros,
    int[] order)
    implements WeightForm {
  static final String NAME = "two_level_groups";

  public TwoLevelGroups {
    int groups = (columns + groupSize - 1) / groupSize;
    if (codes.length != (long) rows * columns
        || order.length != columns
        || scales.groups() != groups
        || zeros.groups() != groups) {
      throw new IllegalArgumentException(
          "Cannot make groups of "
              + groupSize
              + " from "
              + codes.length
              + " codes and "
              + scales.groups()
              + " groups of scales (expected "
              + (long) rows * columns
              + " and "
              + groups
              + ")");
    }
    BitSet placed = new BitSet(columns);
    for (int column : order) {
      if (column < 0 || column >= columns || placed.get(column)) {
        throw new IllegalArgumentException(
            "Cannot order columns: "
                + column
                + " (expected each of 0 to "
                + (columns - 1)
                + " once)");
      }
      placed.set(column);
    }
  }

  /** Makes the form of {@link #arrays}. */
  static TwoLevelGroups read(Description form, int rows, int columns, List<StoredArray> arrays) {
    int bits = form.count("bits");
    int groupSize = form.count("group_size");
    int size = form.count("scale_rows");
    int scaleBits = form.count("scale_bits");
    int groups = (columns + groupSize - 1) / groupSize;
    byte[] packed = StoredNumbers.named(arrays, "codes", NAME).bytes();
    return new TwoLevelGroups(
        rows,
        columns,
        bits,
        groupSize,
        BitStream.raw(bits).unpack(packed, rows, columns),
        SecondLevel.read("scale", groups, rows, size, scaleBits, arrays),
        SecondLevel.read("zero", groups, rows, size, scaleBits, arrays),
        Bits.unpack(
            StoredNumbers.named(arrays, "order", NAME).bytes(), columns, Bits.width(columns)));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public float[] dequantize() {
    float[] out = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        int group = i / groupSize;
        int code = codes[row * columns + i] & 0xFF;
        out[row * columns + order[i]] = (code - zeros.value(group, row)) * scales.value(group, row);
      }
    }
    return out;
  }

  @Override
  public SortedMap<String, String> parameters() {
    return Description.values(
        "bits",
        bits,
        "group_size",
        groupSize,
        "scale_rows",
        scales.size(),
        "scale_bits",
        scales.bits());
  }

  @Override
  public List<StoredArray> arrays() {
    byte[] packed = BitStream.raw(bits).pack(codes, rows, columns);
    List<StoredArray> out = new ArrayList<>();
    out.add(new StoredArray("codes", DType.UINT8, new long[] {rows, packed.length / rows}, packed));
    out.addAll(scales.arrays("scale"));
    out.addAll(zeros.arrays("zero"));
    out.add(Bits.array("order", order, Bits.width(columns)));
    return out;
  }
}
