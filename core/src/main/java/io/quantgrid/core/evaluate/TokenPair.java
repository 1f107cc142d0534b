package io.quantgrid.core.evaluate;

import java.util.Arrays;

/**
 * Token ids of a context and of the continuation to be scored after it.
 *
 * @param context at least one id
 * @param continuation at least one id
 */
record TokenPair(int[] context, int[] continuation) {
  /** Ids that a model is fed: all but the last. */
  int fed() {
    return context.length + continuation.length - 1;
  }

  /**
   * The pair cut from the left so that at most {@code maxLength} ids are fed.
   *
   * @throws TaskException when the continuation alone is longer than that
   */
  TokenPair truncated(int maxLength) {
    if (continuation.length > maxLength) {
      throw new TaskException(
          "Cannot score continuation: "
              + continuation.length
              + " tokens (expected at most "
              + maxLength
              + ", the model's maximum length)");
    }
    int excess = fed() - maxLength;
    return excess <= 0
        ? this
        : new TokenPair(Arrays.copyOfRange(context, excess, context.length), continuation);
  }
}
