package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Turns what libtorch throws into the errors that the engine contract names. */
final class Failures {
  private Failures() {}

  /**
   * The exception to throw for {@code failure}, raised while {@code operation} ran on {@code
   * operands}. JavaCPP raises a plain {@link RuntimeException} for every C++ exception; anything
   * else is this engine's own and passes unchanged.
   *
   * @throws OutOfMemoryError when an allocation failed
   */
  static RuntimeException of(String operation, RuntimeException failure, Tensor... operands) {
    if (failure.getClass() != RuntimeException.class) {
      return failure;
    }
    String reason = firstLine(String.valueOf(failure.getMessage()));
    if (isAllocation(reason)) {
      OutOfMemoryError error =
          new OutOfMemoryError(
              "Cannot " + operation + describe(operands) + ": no native memory (" + reason + ")");
      error.initCause(failure);
      throw error;
    }
    return new IllegalArgumentException(
        "Cannot " + operation + describe(operands) + ": " + reason, failure);
  }

  private static String describe(Tensor... operands) {
    return operands.length == 0
        ? ""
        : Arrays.stream(operands)
            .map(Tensor::toString)
            .collect(Collectors.joining(" and ", " ", ""));
  }

  /** The message without the C++ backtrace and source position. */
  private static String firstLine(String message) {
    int end = message.indexOf("\nException raised from");
    String line = (end < 0 ? message : message.substring(0, end)).strip();
    int newline = line.indexOf('\n');
    return newline < 0 ? line : line.substring(0, newline);
  }

  private static boolean isAllocation(String reason) {
    String lower = reason.toLowerCase(Locale.ROOT);
    return lower.contains("can't allocate memory")
        || lower.contains("not enough memory")
        || lower.contains("bad_alloc")
        || lower.contains("out of memory")
        || lower.contains("could not create a memory object");
  }
}
