package io.quantgrid.kernels.solve;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Counts of values rounded to bfloat16: exact for bfloat16 activations, within 2^-9 of any other
 * float32, at any range. At most 512 KiB, of which only parts in use are there. The order in which
 * values came or counts were merged changes nothing.
 */
final class Histogram {
  private static final int LOW_BYTE = 0xFF;
  private static final int SIGN = 0x8000;
  private static final int LARGEST = 0x7F7F;

  /** By the upper and then the lower byte of the bfloat16 code; null where nothing was counted. */
  private final long[][] counts = new long[1 << Byte.SIZE][];

  /** A finite value. */
  void add(float x) {
    int code = Float.floatToRawIntBits(FastRounding.bfloat16(x)) >>> Short.SIZE;
    int sign = code & SIGN;
    add(sign | Math.min(code ^ sign, LARGEST), 1);
  }

  void add(int code, long count) {
    int upper = code >>> Byte.SIZE;
    if (counts[upper] == null) {
      counts[upper] = new long[1 << Byte.SIZE];
    }
    counts[upper][code & LOW_BYTE] += count;
  }

  long count(int code) {
    long[] part = counts[code >>> Byte.SIZE];
    return part == null ? 0 : part[code & LOW_BYTE];
  }

  static float value(int code) {
    return Float.intBitsToFloat(code << Short.SIZE);
  }

  /** Codes that were counted, ascending as unsigned numbers. */
  int[] codes() {
    return IntStream.rangeClosed(0, SIGN | LARGEST).filter(code -> count(code) > 0).toArray();
  }

  /** The magnitude of the given rank, from 0. */
  float magnitude(long rank) {
    long below = 0;
    for (int code = 0; code <= LARGEST; code++) {
      below += count(code) + count(SIGN | code);
      if (below > rank) {
        return value(code);
      }
    }
    throw new IllegalArgumentException(
        "Cannot find rank " + rank + " (expected below " + below + ")");
  }

  /** The value of the given rank, from 0, negative ones first. */
  float value(long rank) {
    long below = 0;
    for (int code = SIGN | LARGEST; code >= SIGN; code--) {
      below += count(code);
      if (below > rank) {
        return value(code);
      }
    }
    for (int code = 0; code <= LARGEST; code++) {
      below += count(code);
      if (below > rank) {
        return value(code);
      }
    }
    throw new IllegalArgumentException(
        "Cannot find rank " + rank + " (expected below " + below + ")");
  }

  /** Sum of a function of all values, in the order of their codes. */
  double sum(DoubleUnaryOperator of) {
    double sum = 0;
    for (int upper = 0; upper < counts.length; upper++) {
      long[] part = counts[upper];
      for (int lower = 0; part != null && lower < part.length; lower++) {
        if (part[lower] > 0) {
          sum += part[lower] * of.applyAsDouble(value(upper << Byte.SIZE | lower));
        }
      }
    }
    return sum;
  }

  long[] countsOf(int[] codes) {
    return Arrays.stream(codes).mapToLong(this::count).toArray();
  }
}
