package io.quantgrid.kernels.element;

/** A floating element type. */
public non-sealed interface FloatType extends ElementType {
  /**
   * As {@link #encode}, but overflow follows the type's own rule (infinity or NaN) instead of
   * saturating.
   */
  int encodeUnsaturated(float value);
}
