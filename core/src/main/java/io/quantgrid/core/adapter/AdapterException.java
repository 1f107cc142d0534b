package io.quantgrid.core.adapter;

/** An adapter that cannot be read, is of a kind that is not known, or does not fit its model. */
public final class AdapterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  AdapterException(String message) {
    super(message);
  }
}
