package io.quantgrid.kernels.element;

/**
 * A type that one quantized value is stored in. Codes are the signed value of integer types and the
 * raw bits (unsigned) of others.
 */
public sealed interface ElementType permits FloatType, IntegerType, CodebookType {
  /** The name in formats and files: {@code int4}, {@code fp8_e4m3}, {@code bfloat16} ... */
  String name();

  /** Bits of one code by itself; some layouts pack several codes into fewer. */
  int bits();

  /** Largest finite value that a code stands for, before any scale. */
  float largest();

  /** Smallest (most negative) finite value that a code stands for, before any scale. */
  float smallest();

  /**
   * The code nearest to {@code value}, saturating at the ends. Halves go to even codes, but to the
   * lower value of a codebook and upwards of a lone exponent. NaN stays NaN in types that have one
   * and becomes zero in others (plus one, where there is no zero).
   */
  int encode(float value);

  /** The value of a code. */
  float decode(int code);
}
