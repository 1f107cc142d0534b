package io.quantgrid.core.model.architecture;

/** A model that cannot be read or computed as its files say; the message names the file and key. */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
