package io.quantgrid.jobs.cli;

/** Something the user gave that cannot be used; the message says what and what was expected. */
final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InputException(String message) {
    super(message);
  }
}
