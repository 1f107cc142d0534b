package io.quantgrid.core.evaluate;

/** A task's definition or data that cannot be used; the message names file, line and key. */
public final class TaskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TaskException(String message) {
    super(message);
  }

  public TaskException(String message, Throwable cause) {
    super(message, cause);
  }
}
