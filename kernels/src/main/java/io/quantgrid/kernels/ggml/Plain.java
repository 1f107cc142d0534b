package io.quantgrid.kernels.ggml;

/** Single numbers. */
final class Plain {
  private Plain() {}

  static void float32(byte[] in, int at, float[] out, int to) {
    out[to] = Float.intBitsToFloat(Words.bits32(in, at));
  }

  static void float16(byte[] in, int at, float[] out, int to) {
    out[to] = Words.half(in, at);
  }

  static void bfloat16(byte[] in, int at, float[] out, int to) {
    out[to] = Float.intBitsToFloat(Words.unsigned16(in, at) << 16);
  }

  static void float64(byte[] in, int at, float[] out, int to) {
    long low = Words.bits32(in, at) & 0xFFFF_FFFFL;
    out[to] = (float) Double.longBitsToDouble(low | ((long) Words.bits32(in, at + 4) << 32));
  }
}
