package io.quantgrid.kernels.scheme;

/**
 * Small integers in 32-bit words, as {@code pack_to_int32} of compressed-tensors 0.16. Each code is
 * stored as {@code code + 2^(bits-1)}, from the lowest bits up, {@code 32 / bits} to a word; codes
 * never straddle words, unused bits and codes past the end are zero.
 *
 * <pre>
 *        bit 31                                                        0
 * int8   [  c3  |  c2  |  c1  |  c0  ]                 4 codes of 8 bits
 * int7   [0000|  c3 |  c2 |  c1 |  c0 ]                4 codes of 7 bits, 4 bits unused
 * int6   [00| c4 | c3 | c2 | c1 | c0 ]                 5 codes of 6 bits, 2 bits unused
 * int5   [00|c5 |c4 |c3 |c2 |c1 |c0 ]                  6 codes of 5 bits, 2 bits unused
 * int4   [c7 |c6 |c5 |c4 |c3 |c2 |c1 |c0 ]             8 codes of 4 bits
 * int3   [00|c9|c8|c7|c6|c5|c4|c3|c2|c1|c0]           10 codes of 3 bits, 2 bits unused
 * int2   [c15|c14| ... |c1|c0]                        16 codes of 2 bits
 * </pre>
 *
 * Weights are packed along columns, {@code [rows, columns]} to {@code [rows, words]}: word k of a
 * row holds columns {@code k*n .. k*n+n-1}. Zero points are packed along rows, {@code [rows,
 * groups]} to {@code [words, groups]}: word k of a column holds rows {@code k*n .. k*n+n-1}.
 */
public final class Packing {
  private Packing() {}

  /** Codes in one word. */
  public static int perWord(int bits) {
    if (bits < 1 || bits > Byte.SIZE) {
      throw new IllegalArgumentException("Cannot pack " + bits + " bits (expected 1 to 8)");
    }
    return Integer.SIZE / bits;
  }

  /** Words that {@code count} codes take. */
  public static int words(int count, int bits) {
    int perWord = perWord(bits);
    return (int) ((count + perWord - 1L) / perWord);
  }

  /** Row-major codes {@code [rows, columns]} to words {@code [rows, words(columns)]}. */
  public static int[] alongColumns(byte[] codes, int rows, int columns, int bits) {
    int perWord = perWord(bits);
    int words = words(columns, bits);
    int offset = 1 << (bits - 1);
    int mask = (1 << bits) - 1;
    int[] out = new int[rows * words];
    for (int row = 0; row < rows; row++) {
      for (int word = 0; word < words; word++) {
        int first = row * columns + word * perWord;
        int held = Math.min(perWord, columns - word * perWord);
        int packed = 0;
        for (int i = 0; i < held; i++) {
          packed |= ((codes[first + i] + offset) & mask) << (i * bits);
        }
        out[row * words + word] = packed;
      }
    }
    return out;
  }

  /** The reverse of {@link #alongColumns}. */
  public static byte[] fromColumns(int[] packed, int rows, int columns, int bits) {
    int perWord = perWord(bits);
    int words = words(columns, bits);
    check(packed, (long) rows * words);
    int offset = 1 << (bits - 1);
    int mask = (1 << bits) - 1;
    byte[] out = new byte[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int word = 0; word < words; word++) {
        int first = row * columns + word * perWord;
        int held = Math.min(perWord, columns - word * perWord);
        int rest = packed[row * words + word];
        for (int i = 0; i < held; i++) {
          out[first + i] = (byte) ((rest & mask) - offset);
          rest >>>= bits;
        }
      }
    }
    return out;
  }

  /** Row-major codes {@code [rows, columns]} to words {@code [words(rows), columns]}. */
  public static int[] alongRows(byte[] codes, int rows, int columns, int bits) {
    int perWord = perWord(bits);
    int offset = 1 << (bits - 1);
    int mask = (1 << bits) - 1;
    int[] out = new int[words(rows, bits) * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int stored = (codes[row * columns + column] + offset) & mask;
        out[row / perWord * columns + column] |= stored << (row % perWord * bits);
      }
    }
    return out;
  }

  /** The reverse of {@link #alongRows}. */
  public static byte[] fromRows(int[] packed, int rows, int columns, int bits) {
    int perWord = perWord(bits);
    check(packed, (long) words(rows, bits) * columns);
    int offset = 1 << (bits - 1);
    int mask = (1 << bits) - 1;
    byte[] out = new byte[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int word = packed[row / perWord * columns + column];
        out[row * columns + column] = (byte) (((word >>> (row % perWord * bits)) & mask) - offset);
      }
    }
    return out;
  }

  private static void check(int[] packed, long expected) {
    if (packed.length != expected) {
      throw new IllegalArgumentException(
          "Cannot unpack " + packed.length + " words (expected " + expected + ")");
    }
  }
}
