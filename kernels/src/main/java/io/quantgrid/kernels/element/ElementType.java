package io.quantgrid.kernels.element;

/**
 * A type that one quantized value is stored in. Codes are the raw bits of floating types (unsigned)
 * and the signed value of integer types.
 */
public sealed interface ElementType permits FloatType, IntegerType {
  /** The name in formats and files: {@code int4}, {@code fp8_e4m3}, {@code bfloat16} ... */
  String name();

  /** Bits of one code as stored, packed. */
  int bits();

  /** Largest finite value that a code stands for, before any scale. */
  float largest();

  /** Smallest (most negative) finite value that a code stands for, before any scale. */
  float smallest();

  /**
   * The code nearest to {@code value}, halves to even, saturating at the ends. Floating types keep
   * NaN.
   */
  int encode(float value);

  /** The value of a code. */
  float decode(int code);
}
