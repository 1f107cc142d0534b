package io.quantgrid.kernels.ggml;

/**
 * Codes E2M1. The table has them doubled, so scales are halved.
 *
 * <pre>
 * MXFP4  | e: 1 | codes: 16 |             2^(e - 128) table[q], nibbles as in Q4_0; e = 255 is no NaN
 * NVFP4  | scales: 4, E4M3 without sign | codes: 32 |   per 16 values the low nibbles of 8 bytes, then the high
 * </pre>
 */
final class Float4 {
  private static final float[] DOUBLED = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

  private Float4() {}

  static void mx(byte[] in, int at, float[] out, int to) {
    int exponent = in[at] & 0xFF;
    float d = Float.intBitsToFloat(exponent < 2 ? 0x0020_0000 << exponent : (exponent - 1) << 23);
    group(d, in, at + 1, 16, out, to);
  }

  static void nv(byte[] in, int at, float[] out, int to) {
    for (int group = 0; group < 4; group++) {
      group(halfOfE4m3(in[at + group] & 0x7F), in, at + 4 + 8 * group, 8, out, to + 16 * group);
    }
  }

  private static void group(float d, byte[] in, int at, int bytes, float[] out, int to) {
    for (int j = 0; j < bytes; j++) {
      int codes = in[at + j];
      out[to + j] = d * DOUBLED[codes & 15];
      out[to + bytes + j] = d * DOUBLED[(codes >> 4) & 15];
    }
  }

  /** 0x7F, elsewhere NaN, is 0 here. */
  private static float halfOfE4m3(int bits) {
    int exponent = bits >> 3;
    int fraction = bits & 7;
    if (bits == 0x7F) {
      return 0;
    }
    return exponent == 0
        ? fraction * 0x1p-10f
        : Float.intBitsToFloat(((exponent - 8 + 127) << 23) | (fraction << 20));
  }
}
