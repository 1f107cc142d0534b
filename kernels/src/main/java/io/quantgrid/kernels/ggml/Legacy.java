package io.quantgrid.kernels.ggml;

/**
 * Blocks of 32 with one scale d, and a minimum m where they are asymmetric. Byte j of the codes has
 * element j in its low and element j + 16 in its high nibble; bit j of {@code high} is the fifth
 * bit of element j.
 *
 * <pre>
 * Q4_0  | d: 2 | codes: 16 |                       d (q - 8)
 * Q4_1  | d: 2 | m: 2 | codes: 16 |                d q + m
 * Q5_0  | d: 2 | high: 4 | codes: 16 |             d (q - 16)
 * Q5_1  | d: 2 | m: 2 | high: 4 | codes: 16 |      d q + m
 * Q8_0  | d: 2 | codes: 32, int8 |                 q d
 * </pre>
 */
final class Legacy {
  private static final int HALF = 16;

  private Legacy() {}

  static void q4Symmetric(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    for (int j = 0; j < HALF; j++) {
      int codes = in[at + 2 + j];
      out[to + j] = d * ((codes & 15) - 8);
      out[to + HALF + j] = d * (((codes >> 4) & 15) - 8);
    }
  }

  static void q4WithMinimum(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    float m = Words.half(in, at + 2);
    for (int j = 0; j < HALF; j++) {
      int codes = in[at + 4 + j];
      out[to + j] = d * (codes & 15) + m;
      out[to + HALF + j] = d * ((codes >> 4) & 15) + m;
    }
  }

  static void q5Symmetric(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    int high = Words.bits32(in, at + 2);
    for (int j = 0; j < HALF; j++) {
      int codes = in[at + 6 + j];
      out[to + j] = d * (((codes & 15) | (((high >> j) << 4) & 16)) - 16);
      out[to + HALF + j] = d * ((((codes >> 4) & 15) | (((high >> (j + HALF)) << 4) & 16)) - 16);
    }
  }

  static void q5WithMinimum(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    float m = Words.half(in, at + 2);
    int high = Words.bits32(in, at + 4);
    for (int j = 0; j < HALF; j++) {
      int codes = in[at + 8 + j];
      out[to + j] = d * ((codes & 15) | (((high >> j) << 4) & 16)) + m;
      out[to + HALF + j] = d * (((codes >> 4) & 15) | (((high >> (j + HALF)) << 4) & 16)) + m;
    }
  }

  static void q8(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    for (int j = 0; j < 2 * HALF; j++) {
      out[to + j] = in[at + 2 + j] * d;
    }
  }
}
