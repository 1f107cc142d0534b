package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.FloatType;

/** Codes of floating types of at most 8 bits. */
record FloatEncoder(FloatType type, int kind) implements Encoder {
  @Override
  public void encode(float[] values, int start, int end, Affine affine, byte[] codes, int to) {
    float scale = affine.scale();
    float low = type.smallest();
    float high = type.largest();
    int bits = type.bits();
    int mantissaBits = type.mantissaBits();
    int bias = type.bias();
    int shift = to - start;
    int rounding = kind;
    for (int i = start; i < end; i++) {
      float scaled = FastRounding.round(values[i] / scale, rounding);
      float clamped = Math.min(high, Math.max(low, scaled));
      codes[i + shift] = FastRounding.encode(clamped, bits, mantissaBits, bias);
    }
  }
}
