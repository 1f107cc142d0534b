package io.quantgrid.kernels.ggml;

/** Numbers of several bytes, little-endian. */
final class Words {
  private static final int FRACTION = 0x3FF;
  private static final int WIDENED_BIAS = 127 - 15;

  private Words() {}

  static int unsigned16(byte[] in, int at) {
    return (in[at] & 0xFF) | ((in[at + 1] & 0xFF) << 8);
  }

  static int bits32(byte[] in, int at) {
    return unsigned16(in, at) | (unsigned16(in, at + 2) << 16);
  }

  /** IEEE 754 binary16, widened. */
  static float half(byte[] in, int at) {
    return half(unsigned16(in, at));
  }

  static float half(int bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1F;
    int fraction = bits & FRACTION;
    if (exponent == 0) {
      float subnormal = fraction * 0x1p-24f;
      return sign == 0 ? subnormal : -subnormal;
    }
    int wide = exponent == 0x1F ? 0xFF : exponent + WIDENED_BIAS;
    return Float.intBitsToFloat(sign | (wide << 23) | (fraction << 13));
  }
}
