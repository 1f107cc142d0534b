package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.scheme.BitStream;
import io.quantgrid.kernels.tensor.DType;
import java.util.List;

/**
 * Scales or zero points {@code [groups, rows]} in few bits themselves: {@code size} consecutive
 * rows of a group share a lowest value and a step in 16 bits (arXiv 2306.03078, section 4.1).
 *
 * <pre>
 *   NAME_codes    UINT8 [groups, ceil(rows * bits / 8)]      scheme.BitStream
 *   NAME_ranges   FLOAT16 [groups, ceil(rows / size), 2]     value = range[0] + code * range[1]
 * </pre>
 *
 * @param codes {@code [groups, rows]}, raw
 * @param ranges {@code [groups, ceil(rows / size), 2]}, values of float16
 */
public record SecondLevel(int groups, int rows, int size, int bits, byte[] codes, float[] ranges) {

  /** All zero. */
  public static SecondLevel empty(int groups, int rows, int size, int bits) {
    int sets = (rows + size - 1) / size;
    return new SecondLevel(
        groups, rows, size, bits, new byte[groups * rows], new float[groups * sets * 2]);
  }

  static SecondLevel read(
      String name, int groups, int rows, int size, int bits, List<StoredArray> arrays) {
    StoredArray codes = StoredNumbers.named(arrays, name + "_codes", TwoLevelGroups.NAME);
    StoredArray ranges =
        StoredNumbers.named(
            arrays,
            name + "_ranges",
            TwoLevelGroups.NAME,
            DType.FLOAT16,
            groups,
            (rows + size - 1) / size,
            2);
    return new SecondLevel(
        groups,
        rows,
        size,
        bits,
        BitStream.raw(bits).unpack(codes.bytes(), groups, rows),
        StoredNumbers.floats(ranges, Float16.TYPE));
  }

  List<StoredArray> arrays(String name) {
    byte[] packed = BitStream.raw(bits).pack(codes, groups, rows);
    return List.of(
        new StoredArray(
            name + "_codes", DType.UINT8, new long[] {groups, packed.length / groups}, packed),
        StoredNumbers.floats(name + "_ranges", ranges, Float16.TYPE, groups, sets(), 2));
  }

  private int sets() {
    return (rows + size - 1) / size;
  }

  /** The value of a row's group. */
  public float value(int group, int row) {
    int range = 2 * (group * sets() + row / size);
    return ranges[range] + (codes[group * rows + row] & 0xFF) * ranges[range + 1];
  }

  /**
   * Stores the values of one group, in place.
   *
   * @param firstRow a multiple of {@code size}
   * @param values of rows {@code firstRow .. firstRow + count - 1}
   */
  public void put(int group, int firstRow, int count, float[] values) {
    for (int start = 0; start < count; start += size) {
      int end = Math.min(count, start + size);
      float low = Float.POSITIVE_INFINITY;
      float high = Float.NEGATIVE_INFINITY;
      for (int i = start; i < end; i++) {
        low = Math.min(low, values[i]);
        high = Math.max(high, values[i]);
      }
      int most = (1 << bits) - 1;
      float least = half(low);
      float step = half((high - least) / most);
      int range = 2 * (group * sets() + (firstRow + start) / size);
      ranges[range] = least;
      ranges[range + 1] = step;
      for (int i = start; i < end; i++) {
        double code = step == 0 ? 0 : Math.rint((values[i] - least) / step);
        codes[group * rows + firstRow + i] = (byte) Math.max(0, Math.min(most, code));
      }
    }
  }

  private static float half(float value) {
    return Float16.TYPE.decode(Float16.TYPE.encode(value)); // saturating
  }
}
