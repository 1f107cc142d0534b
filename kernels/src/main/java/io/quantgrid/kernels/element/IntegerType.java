package io.quantgrid.kernels.element;

/**
 * An evenly spaced element type: signed codes, {@code value = code * step}. NaN, which it cannot
 * hold, is encoded as 0 (as 1 where there is no 0).
 */
public non-sealed interface IntegerType extends ElementType {
  /** What code 1 stands for, before any scale: a power of two. */
  default float step() {
    return 1;
  }
}
