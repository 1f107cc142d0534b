package io.quantgrid.core.text;

/** A tokenizer or template that cannot be used; the message names the file and what is wrong. */
public final class TextException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TextException(String message) {
    super(message);
  }

  public TextException(String message, Throwable cause) {
    super(message, cause);
  }
}
