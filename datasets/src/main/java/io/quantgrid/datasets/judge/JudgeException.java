package io.quantgrid.datasets.judge;

/** A judge that cannot be asked; the message names its address, never its key. */
public final class JudgeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JudgeException(String message) {
    super(message);
  }

  public JudgeException(String message, Throwable cause) {
    super(message, cause);
  }
}
