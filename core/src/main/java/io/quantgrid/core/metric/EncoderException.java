package io.quantgrid.core.metric;

/** An encoder cannot be read or run; the message names the file. */
public final class EncoderException extends RuntimeException {
  EncoderException(String message) {
    super(message);
  }

  EncoderException(String message, Throwable cause) {
    super(message, cause);
  }
}
