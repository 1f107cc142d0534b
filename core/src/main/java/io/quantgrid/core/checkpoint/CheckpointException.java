package io.quantgrid.core.checkpoint;

/**
 * A checkpoint, or a file of one, that cannot be read or written; the message names the file, the
 * value and what was expected.
 */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
