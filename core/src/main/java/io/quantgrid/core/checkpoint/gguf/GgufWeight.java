package io.quantgrid.core.checkpoint.gguf;

import java.util.function.LongUnaryOperator;

/**
 * A tensor in the terms of Hugging Face, and where its values stand in the file.
 *
 * @param shape extents, outermost first
 * @param rows row of this tensor to row of the file's
 * @param change what is done with the values after they are decoded
 */
record GgufWeight(
    String name, GgufTensor source, long[] shape, LongUnaryOperator rows, Change change) {

  /** What is done with decoded values. */
  enum Change {
    NONE,
    /** Gemma's norms are stored with 1 added. */
    MINUS_ONE,
    /** Mamba's A is stored as {@code -exp(A_log)}. */
    LOG_OF_NEGATED,
    /** The file has columns by rows. */
    TRANSPOSED
  }

  /** As it stands. */
  static GgufWeight same(String name, GgufTensor source) {
    return new GgufWeight(name, source, source.shape(), LongUnaryOperator.identity(), Change.NONE);
  }

  GgufWeight withRows(LongUnaryOperator order) {
    return new GgufWeight(name, source, shape, order, change);
  }

  GgufWeight with(Change other) {
    return new GgufWeight(name, source, shape, rows, other);
  }

  GgufWeight withShape(long... other) {
    return new GgufWeight(name, source, other, rows, change);
  }

  /** Whether the file's bytes, one after another, are this tensor. */
  boolean isStored() {
    return change == Change.NONE && rows.equals(LongUnaryOperator.identity());
  }
}
