package io.quantgrid.kernels.scan;

/**
 * Changes a state after each token, before the next token reads it: what a state goes through that
 * is kept in few bits. The token's own output has been computed from the state before the change.
 */
@FunctionalInterface
public interface AfterToken {
  /** Leaves states as they are. */
  AfterToken NOTHING = (rows, count, width) -> {};

  /**
   * Changes rows in place. A state comes in several blocks of rows, in an order that is not
   * promised, so a row's result must depend on that row alone.
   *
   * @param rows {@code [count, width]}, row-major: one channel's state each
   */
  void change(float[] rows, int count, int width);
}
