package io.quantgrid.kernels.element;

/**
 * A floating element type: a sign bit (if any), exponent bits, mantissa bits, from the top down.
 */
public non-sealed interface FloatType extends ElementType {
  /** Bits of the mantissa without the hidden one; the spacing of numbers at 1 is 2 to its minus. */
  int mantissaBits();

  /** What is subtracted from the stored exponent. */
  int bias();

  /**
   * As {@link #encode}, but overflow follows the type's own rule (infinity or NaN, where it has
   * one) instead of saturating.
   */
  int encodeUnsaturated(float value);

  /** The value of this type nearest to {@code value}; overflow as {@link #encodeUnsaturated}. */
  default float round(float value) {
    return decode(encodeUnsaturated(value));
  }
}
