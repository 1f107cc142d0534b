package io.quantgrid.kernels.ggml;

/**
 * The K types: 256 values in groups of 16 or 32, whose scales are integers times one d.
 *
 * <pre>
 * Q2_K  | scales: 16 | codes: 64 | d: 2 | dmin: 2 |              (d s) q - dmin m, s and m nibbles
 * Q3_K  | high: 32 | codes: 64 | scales: 12 | d: 2 |             (d (s - 32)) (q - 4 if no high bit)
 * Q4_K  | d: 2 | dmin: 2 | scales: 12 | codes: 128 |             (d s) q - dmin m
 * Q5_K  | d: 2 | dmin: 2 | scales: 12 | high: 32 | codes: 128 |  (d s) q - dmin m
 * Q6_K  | codes: 128 | high: 64 | scales: 16 | d: 2 |            (d s) (q - 32)
 * </pre>
 */
final class SuperBlocks {
  private static final int HALF = 128;

  private SuperBlocks() {}

  /** Value 128 h + 32 g + l has bits 2 g and 2 g + 1 of byte 32 h + l. */
  static void q2(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at + 80);
    float dmin = Words.half(in, at + 82);
    for (int group = 0; group < 16; group++) {
      int scales = in[at + group];
      float scale = d * (scales & 15);
      float minimum = dmin * ((scales >> 4) & 15);
      int codes = at + 16 + (group >> 3) * 32 + (group & 1) * 16;
      int shift = group & 6;
      for (int l = 0; l < 16; l++) {
        out[to + 16 * group + l] = scale * ((in[codes + l] >> shift) & 3) - minimum;
      }
    }
  }

  /** Codes as in Q2_K; value 32 b + l has bit b of byte l of {@code high}. */
  static void q3(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at + 108);
    int scales = at + 96;
    for (int group = 0; group < 16; group++) {
      int low = (in[scales + (group & 7)] >> ((group >> 3) * 4)) & 15;
      int high = (in[scales + 8 + (group & 3)] >> ((group >> 2) * 2)) & 3;
      float scale = d * ((low | (high << 4)) - 32);
      int codes = at + 32 + (group >> 3) * 32 + (group & 1) * 16;
      int mask = at + (group & 1) * 16;
      int shift = group & 6;
      int bit = group >> 1;
      for (int l = 0; l < 16; l++) {
        int offset = 4 - (((in[mask + l] >> bit) << 2) & 4);
        out[to + 16 * group + l] = scale * (((in[codes + l] >> shift) & 3) - offset);
      }
    }
  }

  static void q4(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    float dmin = Words.half(in, at + 2);
    for (int group = 0; group < 8; group++) {
      float scale = d * scale(in, at + 4, group);
      float minimum = dmin * minimum(in, at + 4, group);
      int codes = at + 16 + (group >> 1) * 32;
      int shift = (group & 1) * 4;
      for (int l = 0; l < 32; l++) {
        out[to + 32 * group + l] = scale * ((in[codes + l] >> shift) & 15) - minimum;
      }
    }
  }

  /** Value 32 b + l has bit b of byte l of {@code high}. */
  static void q5(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at);
    float dmin = Words.half(in, at + 2);
    for (int group = 0; group < 8; group++) {
      float scale = d * scale(in, at + 4, group);
      float minimum = dmin * minimum(in, at + 4, group);
      int codes = at + 48 + (group >> 1) * 32;
      int shift = (group & 1) * 4;
      for (int l = 0; l < 32; l++) {
        int q = ((in[codes + l] >> shift) & 15) | (((in[at + 16 + l] >> group) << 4) & 16);
        out[to + 32 * group + l] = scale * q - minimum;
      }
    }
  }

  /** Value 128 h + 32 g + l: nibble g / 2 of byte 64 h + 32 (g % 2) + l, high bits as in Q2_K. */
  static void q6(byte[] in, int at, float[] out, int to) {
    float d = Words.half(in, at + 208);
    for (int group = 0; group < 16; group++) {
      int half = group >> 3;
      int quarter = (group >> 1) & 3;
      int within = (group & 1) * 16;
      float scale = d * in[at + 192 + group];
      int codes = at + half * 64 + (quarter & 1) * 32 + within;
      int high = at + HALF + half * 32 + within;
      int shift = quarter & 2;
      for (int l = 0; l < 16; l++) {
        int q =
            ((in[codes + l] >> (2 * shift)) & 15) | (((in[high + l] >> (2 * quarter)) << 4) & 48);
        out[to + 16 * group + l] = scale * (q - 32);
      }
    }
  }

  /**
   * Six bits of the 12 bytes of Q4_K and Q5_K: of the first four groups in byte {@code group}, of
   * the others a low nibble in byte 8 + group % 4 and the top bits of byte group % 4.
   */
  private static int scale(byte[] in, int at, int group) {
    return group < 4
        ? in[at + group] & 63
        : (in[at + 4 + group] & 15) | ((in[at + group - 4] >> 2) & 48);
  }

  private static int minimum(byte[] in, int at, int group) {
    return group < 4
        ? in[at + 4 + group] & 63
        : ((in[at + 4 + group] >> 4) & 15) | ((in[at + group] >> 2) & 48);
  }
}
