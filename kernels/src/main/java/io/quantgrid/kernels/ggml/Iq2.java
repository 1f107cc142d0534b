package io.quantgrid.kernels.ggml;

/**
 * Points of a grid of eight magnitudes, with signs: {@code ((d (0.5 + s)) 0.25) grid sign}.
 *
 * <pre>
 * IQ2_XXS  | d: 2 | 8 x 8 |                               per 32 values: 4 points, s: 4, 4 x 7 bits of signs
 * IQ2_XS   | d: 2 | 32 x 2 | scales: 8 |                  per 8 values: 7 bits of signs, 9 of the point
 * IQ2_S    | d: 2 | points: 32 | signs: 32 | high: 8 | scales: 8 |
 * </pre>
 */
final class Iq2 {
  private Iq2() {}

  static void xxs(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    for (int i = 0; i < 32; i++) {
      int group = at + 2 + (i >> 2) * 8;
      int word = Words.bits32(in, group + 4);
      int signs = Grids.signs((word >> (7 * (i & 3))) & 127);
      float scale = d * (0.5f + (word >>> 28)) * 0.25f;
      point(scale, Grids.IQ2_XXS, in[group + (i & 3)] & 0xFF, signs, out, to + 8 * i);
    }
  }

  static void xs(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    for (int i = 0; i < 32; i++) {
      int word = Words.unsigned16(in, at + 2 + 2 * i);
      float scale = scale(d, in, at + 66, i);
      point(scale, Grids.IQ2_XS, word & 511, Grids.signs(word >> 9), out, to + 8 * i);
    }
  }

  static void s(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    for (int i = 0; i < 32; i++) {
      int high = (in[at + 66 + (i >> 2)] >> (2 * (i & 3))) & 3;
      int point = (in[at + 2 + i] & 0xFF) | (high << 8);
      float scale = scale(d, in, at + 74, i);
      point(scale, Grids.IQ2_S, point, in[at + 34 + i], out, to + 8 * i);
    }
  }

  /** A nibble for every 16 values. */
  private static float scale(float d, byte[] in, int at, int point) {
    int nibble = (in[at + (point >> 2)] >> (4 * ((point >> 1) & 1))) & 15;
    return d * (0.5f + nibble) * 0.25f;
  }

  private static void point(float scale, float[] grid, int point, int signs, float[] out, int to) {
    for (int k = 0; k < 8; k++) {
      float sign = 1 - 2 * ((signs >> k) & 1);
      out[to + k] = scale * grid[8 * point + k] * sign;
    }
  }
}
