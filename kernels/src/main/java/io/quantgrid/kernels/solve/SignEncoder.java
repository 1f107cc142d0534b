package io.quantgrid.kernels.solve;

/** Codes of binary: signs of quotients, of which small negative ones may be rounded to zero. */
record SignEncoder(int kind) implements Encoder {
  @Override
  public void encode(float[] values, int start, int end, Affine affine, byte[] codes, int to) {
    float scale = affine.scale();
    int rounding = kind;
    int shift = to - start;
    for (int i = start; i < end; i++) {
      codes[i + shift] = (byte) (FastRounding.round(values[i] / scale, rounding) < 0 ? -1 : 1);
    }
  }
}
