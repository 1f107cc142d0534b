package io.quantgrid.kernels.ggml;

/**
 * Codes of four bits that index a table of 16 values, denser around zero. Nibbles as in Q4_0, per
 * 32 values.
 *
 * <pre>
 * IQ4_NL  | d: 2 | codes: 16 |                                        d table[q]
 * IQ4_XS  | d: 2 | scales, high: 2 | scales, low: 4 | codes: 128 |    (d (s - 32)) table[q]
 * </pre>
 */
final class Iq4 {
  private static final float[] TABLE = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  private Iq4() {}

  static void nl(byte[] in, int at, float[] out, int to) {
    group(Words.half(in, at), in, at + 2, out, to);
  }

  static void xs(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    int high = Words.unsigned16(in, at + 2);
    for (int group = 0; group < 8; group++) {
      int low = (in[at + 4 + (group >> 1)] >> (4 * (group & 1))) & 15;
      float scale = d * ((low | (((high >> (2 * group)) & 3) << 4)) - 32);
      group(scale, in, at + 8 + 16 * group, out, to + 32 * group);
    }
  }

  private static void group(float scale, byte[] in, int at, float[] out, int to) {
    for (int j = 0; j < 16; j++) {
      int codes = in[at + j];
      out[to + j] = scale * TABLE[codes & 15];
      out[to + 16 + j] = scale * TABLE[(codes >> 4) & 15];
    }
  }
}
