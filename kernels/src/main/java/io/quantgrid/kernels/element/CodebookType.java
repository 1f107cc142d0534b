package io.quantgrid.kernels.element;

/**
 * An element type whose codes index a table of values. A value goes to the nearest entry, a tie to
 * the lower one; NaN, which it cannot hold, to the entry of zero.
 */
public non-sealed interface CodebookType extends ElementType {
  /** How many codes there are, from 0 on. */
  int size();

  /** The code of the {@code position}-th smallest entry, from 0. */
  int codeAt(int position);

  /**
   * The largest float32 that goes to the entry at {@code position}, below {@code size() - 1}, or to
   * a lower one: the position of {@code x} is the number of limits below {@code x}.
   */
  float limit(int position);
}
