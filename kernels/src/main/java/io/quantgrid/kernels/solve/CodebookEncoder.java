package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.CodebookType;

/** Codes of codebooks: the number of limits below a value is its place in the sorted table. */
final class CodebookEncoder implements Encoder {
  private final CodebookType type;
  private final float[] limits;
  private final byte[] codes;

  CodebookEncoder(CodebookType type) {
    this.type = type;
    this.limits = new float[type.size() - 1];
    this.codes = new byte[type.size()];
    for (int i = 0; i < type.size(); i++) {
      codes[i] = (byte) type.codeAt(i);
      if (i < limits.length) {
        limits[i] = type.limit(i);
      }
    }
  }

  @Override
  public void encode(float[] values, int start, int end, Affine affine, byte[] out, int to) {
    float scale = affine.scale();
    boolean multiplies = Affine.multiplies(type, scale);
    float reciprocal = 1 / scale;
    int shift = to - start;
    for (int i = start; i < end; i++) {
      float scaled = multiplies ? values[i] * reciprocal : values[i] / scale;
      int place = 0;
      for (float limit : limits) {
        place += scaled > limit ? 1 : 0;
      }
      out[i + shift] = codes[place];
    }
  }
}
