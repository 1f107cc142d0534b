package io.quantgrid.kernels.ggml;

/**
 * Values -1, 0 and 1 times d.
 *
 * <pre>
 * TQ1_0  | fives: 48 | fours: 4 | d: 2 |   a byte has five digits of base 3, the fours four
 * TQ2_0  | codes: 64 | d: 2 |              value 128 h + 32 g + l has bits 2 g and 2 g + 1 of byte 32 h + l
 * </pre>
 */
final class Ternary {
  private Ternary() {}

  static void base3(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at + 52);
    digits(d, in, at, 32, 5, out, to);
    digits(d, in, at + 32, 16, 5, out, to + 160);
    digits(d, in, at + 48, 4, 4, out, to + 240);
  }

  /** The k-th digits of all bytes follow the (k - 1)-th of all. */
  private static void digits(
      float d, byte[] in, int at, int bytes, int digits, float[] out, int to) {
    int power = 1;
    for (int k = 0; k < digits; k++) {
      for (int i = 0; i < bytes; i++) {
        int shifted = (in[at + i] * power) & 0xFF;
        out[to + k * bytes + i] = d * (((shifted * 3) >> 8) - 1);
      }
      power *= 3;
    }
  }

  /** The code 3, which no quantizer writes, decodes to 2 d. */
  static void twoBits(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at + 64);
    for (int row = 0; row < 8; row++) {
      int codes = at + (row >> 2) * 32;
      int shift = 2 * (row & 3);
      for (int l = 0; l < 32; l++) {
        out[to + 32 * row + l] = d * (((in[codes + l] >> shift) & 3) - 1);
      }
    }
  }
}
