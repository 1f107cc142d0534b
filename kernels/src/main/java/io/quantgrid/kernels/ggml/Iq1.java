package io.quantgrid.kernels.ggml;

/**
 * Points of a grid of {-1, 0, 1}^8, moved by an eighth: {@code (d (2 s + 1)) (grid + delta)}.
 *
 * <pre>
 * IQ1_S  | d: 2 | points: 32 | high: 16 |     a 16 bit word per 32 values: sign of delta, s: 3,
 *                                             4 x 3 high bits of points
 * IQ1_M  | points: 32 | high: 16 | scales: 8 |  a nibble per 8 values: sign of delta, 3 high bits;
 *                                             scales: four words, a nibble of d over 4 x 3 bits
 * </pre>
 */
final class Iq1 {
  private static final float DELTA = 0.125f;

  private Iq1() {}

  static void s(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    for (int i = 0; i < 32; i++) {
      int word = Words.unsigned16(in, at + 34 + (i >> 2) * 2);
      int point = (in[at + 2 + i] & 0xFF) | (((word >> (3 * (i & 3))) & 7) << 8);
      float scale = d * (2 * ((word >> 12) & 7) + 1);
      point(scale, (word & 0x8000) == 0 ? DELTA : -DELTA, point, out, to + 8 * i);
    }
  }

  static void m(byte[] in, int at, float[] out, int to) {
    int bits = 0;
    for (int word = 0; word < 4; word++) {
      bits |= (Words.unsigned16(in, at + 48 + 2 * word) >> 12) << (4 * word);
    }
    float d = Words.half(bits);
    for (int i = 0; i < 32; i++) {
      int high = (in[at + 32 + (i >> 1)] >> (4 * (i & 1))) & 15;
      int point = (in[at + i] & 0xFF) | ((high & 7) << 8);
      int scales = Words.unsigned16(in, at + 48 + (i >> 3) * 2);
      float scale = d * (2 * ((scales >> (3 * ((i >> 1) & 3))) & 7) + 1);
      point(scale, (high & 8) == 0 ? DELTA : -DELTA, point, out, to + 8 * i);
    }
  }

  private static void point(float scale, float delta, int point, float[] out, int to) {
    for (int k = 0; k < 8; k++) {
      out[to + k] = scale * (Grids.IQ1_S[8 * point + k] + delta);
    }
  }
}
