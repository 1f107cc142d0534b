package io.quantgrid.kernels.solve;

/**
 * Codes of integers; of {@code perUnit} codes to one unit of value (64 for mxint8).
 *
 * @param kind what quotients are rounded to, of {@link FastRounding}
 */
record IntegerEncoder(int kind, int perUnit) implements Encoder {
  /** 1.5 * 2^23: adding it rounds to integers, halves to even, and leaves them in the low bits. */
  private static final float INTEGERS = 12582912f;

  private static final int INTEGERS_BITS = Float.floatToRawIntBits(INTEGERS);

  @Override
  public void encode(float[] values, int start, int end, Affine affine, byte[] codes, int to) {
    float scale = affine.scale();
    float zero = affine.zeroPoint();
    float low = affine.lowest() * perUnit;
    float high = affine.scheme().element().largest() * perUnit;
    float units = perUnit;
    int shift = to - start;
    switch (kind) {
      case FastRounding.FLOAT32 -> {
        for (int i = start; i < end; i++) {
          codes[i + shift] = integer((values[i] / scale + zero) * units, low, high);
        }
      }
      case FastRounding.BFLOAT16 -> {
        for (int i = start; i < end; i++) {
          float scaled = FastRounding.bfloat16(values[i] / scale);
          codes[i + shift] = integer(FastRounding.bfloat16(scaled + zero) * units, low, high);
        }
      }
      default -> {
        for (int i = start; i < end; i++) {
          float scaled = FastRounding.float16(values[i] / scale);
          codes[i + shift] = integer(FastRounding.float16(scaled + zero) * units, low, high);
        }
      }
    }
  }

  private static byte integer(float x, float low, float high) {
    float clamped = Math.min(high, Math.max(low, x));
    return (byte) (Float.floatToRawIntBits(clamped + INTEGERS) - INTEGERS_BITS);
  }
}
