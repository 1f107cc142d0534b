package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;

/** Rounding to narrower floating types by their bits: what {@link FloatType#round} says, faster. */
final class FastRounding {
  static final int FLOAT32 = 0;
  static final int BFLOAT16 = 1;
  static final int FLOAT16 = 2;

  /** Below this magnitude float16 has fixed steps of 2^-24. */
  private static final int FLOAT16_NORMAL = Float.floatToRawIntBits(0x1p-14f);

  private static final int FLOAT16_OVERFLOW = Float.floatToRawIntBits(65536f);

  /** Adding this makes the float32 adder round to steps of 2^-24. */
  private static final float FLOAT16_STEPS = 0.75f;

  private static final int INFINITY = 0x7F800000;
  private static final int MAGNITUDE = 0x7FFFFFFF;

  private FastRounding() {}

  /** Which of the constants above a type is. */
  static int kind(FloatType type) {
    if (type == Float32.TYPE) {
      return FLOAT32;
    } else if (type == Bfloat16.TYPE) {
      return BFLOAT16;
    } else if (type == Float16.TYPE) {
      return FLOAT16;
    }
    throw new IllegalArgumentException(
        "Cannot compute in " + type.name() + " (expected float32, bfloat16 or float16)");
  }

  /** For any {@code x} but NaN. */
  static float round(float x, int kind) {
    return switch (kind) {
      case FLOAT32 -> x;
      case BFLOAT16 -> bfloat16(x);
      default -> float16(x);
    };
  }

  static float bfloat16(float x) {
    int bits = Float.floatToRawIntBits(x);
    // Half a step less one, plus one when the kept part is odd: halves go to even.
    return Float.intBitsToFloat((bits + 0x7FFF + ((bits >>> 16) & 1)) & 0xFFFF0000);
  }

  static float float16(float x) {
    int bits = Float.floatToRawIntBits(x);
    int magnitude = bits & MAGNITUDE;
    if (magnitude < FLOAT16_NORMAL) {
      return Math.copySign((x + FLOAT16_STEPS) - FLOAT16_STEPS, x);
    }
    magnitude = (magnitude + 0xFFF + ((magnitude >>> 13) & 1)) & ~0x1FFF;
    int rounded = magnitude >= FLOAT16_OVERFLOW ? INFINITY : magnitude;
    return Float.intBitsToFloat((bits & ~MAGNITUDE) | rounded);
  }

  /** The code of a floating type of at most 8 bits for {@code x} within its range and not NaN. */
  static byte encode(float x, int bits, int mantissaBits, int bias) {
    int raw = Float.floatToRawIntBits(x);
    int magnitude = raw & MAGNITUDE;
    int shift = 23 - mantissaBits;
    int code;
    if (magnitude >= (128 - bias) << 23) {
      magnitude += (1 << (shift - 1)) - 1 + ((magnitude >>> shift) & 1);
      code = (magnitude >>> shift) - ((127 - bias) << mantissaBits);
    } else {
      // Fixed steps of 2^(1 - bias - mantissaBits): the spacing of float32 numbers at `steps`.
      int steps = (151 - bias - mantissaBits) << 23;
      float sum = Float.intBitsToFloat(magnitude) + Float.intBitsToFloat(steps);
      code = Float.floatToRawIntBits(sum) - steps;
    }
    return (byte) ((raw >>> 31 << (bits - 1)) | code);
  }
}
