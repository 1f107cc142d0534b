package io.quantgrid.jobs.storage;

/** Another run has the output folder; the message says which. */
public final class OutputInUseException extends Exception {
  private static final long serialVersionUID = 1L;

  OutputInUseException(String message) {
    super(message);
  }
}
