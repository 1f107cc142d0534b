package io.quantgrid.kernels.ggml;

/**
 * Points of a grid of four magnitudes, with signs.
 *
 * <pre>
 * IQ3_XXS  | d: 2 | points: 64 | 8 x 4 |       ((d (0.5 + s)) 0.5) grid sign; per 32 values s: 4,
 *                                              4 x 7 bits of signs
 * IQ3_S    | d: 2 | points: 64 | high: 8 | signs: 32 | scales: 4 |   (d (1 + 2 s)) grid sign
 * </pre>
 */
final class Iq3 {
  private Iq3() {}

  static void xxs(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    for (int i = 0; i < 64; i++) {
      int word = Words.bits32(in, at + 66 + (i >> 3) * 4);
      int signs = Grids.signs((word >> (7 * ((i >> 1) & 3))) & 127) >> (4 * (i & 1));
      float scale = d * (0.5f + (word >>> 28)) * 0.5f;
      point(scale, Grids.IQ3_XXS, in[at + 2 + i] & 0xFF, signs, out, to + 4 * i);
    }
  }

  static void s(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    for (int i = 0; i < 64; i++) {
      int point = (in[at + 2 + i] & 0xFF) | (((in[at + 66 + (i >> 3)] >> (i & 7)) & 1) << 8);
      int signs = in[at + 74 + (i >> 1)] >> (4 * (i & 1));
      int nibble = (in[at + 106 + (i >> 4)] >> (4 * ((i >> 3) & 1))) & 15;
      point(d * (1 + 2 * nibble), Grids.IQ3_S, point, signs, out, to + 4 * i);
    }
  }

  private static void point(float scale, float[] grid, int point, int signs, float[] out, int to) {
    for (int k = 0; k < 4; k++) {
      float sign = 1 - 2 * ((signs >> k) & 1);
      out[to + k] = scale * grid[4 * point + k] * sign;
    }
  }
}
