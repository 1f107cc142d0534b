package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.CodebookType;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;

/** Codes of a run of values under one scale, in a tight loop: what {@link Affine#code} gives. */
interface Encoder {
  /** Codes of {@code values[start .. end - 1]} into {@code codes}, from {@code to} on. */
  void encode(float[] values, int start, int end, Affine affine, byte[] codes, int to);

  static Encoder of(Recipe recipe) {
    ElementType element = recipe.element();
    int kind = FastRounding.kind(recipe.quotients());
    if (element instanceof FloatType type) {
      return new FloatEncoder(type, kind);
    } else if (element instanceof CodebookType type) {
      return new CodebookEncoder(type);
    }
    boolean sign = element.bits() == 1;
    float step = ((IntegerType) element).step();
    return sign ? new SignEncoder(kind) : new IntegerEncoder(kind, Math.round(1 / step));
  }
}
