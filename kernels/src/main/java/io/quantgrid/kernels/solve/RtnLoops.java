package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;

/** Round to nearest in tight loops over float arrays: bit for bit what {@link Affine} gives. */
final class RtnLoops implements RoundToNearest.GroupSolver {
  private static final int MAGNITUDE = 0x7FFFFFFF;

  /** 1.5 * 2^23: adding it rounds to integers, halves to even, and leaves them in the low bits. */
  private static final float INTEGERS = 12582912f;

  private static final int INTEGERS_BITS = Float.floatToRawIntBits(INTEGERS);

  private final float[] weights;
  private final Scheme scheme;
  private final FloatType arithmetic;
  private final int kind;

  /** Whether these loops know the element type and its scales. */
  static boolean handles(Scheme scheme) {
    ElementType element = scheme.element();
    boolean integer = element instanceof IntegerType type && type.step() == 1;
    boolean bytes = element instanceof FloatType && element.bits() == Byte.SIZE;
    return scheme.rule() == ScaleRule.PLAIN && (integer || bytes);
  }

  RtnLoops(float[] weights, Scheme scheme, FloatType arithmetic) {
    this.weights = weights;
    this.scheme = scheme;
    this.arithmetic = arithmetic;
    this.kind = FastRounding.kind(arithmetic);
  }

  @Override
  public Affine solve(int start, int end, byte[] codes) {
    Affine affine = affine(start, end);
    ElementType element = scheme.element();
    float low = element.smallest();
    float high = element.largest();
    if (element instanceof FloatType type) {
      int mantissaBits = type.mantissaBits();
      int bias = type.bias();
      floats(start, end, affine.scale(), low, high, mantissaBits, bias, codes);
    } else if (element instanceof IntegerType) {
      integers(start, end, affine.scale(), affine.zeroPoint(), low, high, codes);
    }
    return affine;
  }

  private Affine affine(int start, int end) {
    return scheme.symmetry() == Symmetry.SYMMETRIC ? largest(start, end) : range(start, end);
  }

  private Affine largest(int start, int end) {
    int largest = 0;
    for (int i = start; i < end; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(weights[i]) & MAGNITUDE);
    }
    // Bits of magnitudes are ordered as their values, NaN above all.
    return Affine.of(0, Float.intBitsToFloat(largest), scheme, arithmetic);
  }

  private Affine range(int start, int end) {
    int low = 0;
    int high = 0;
    for (int i = start; i < end; i++) {
      int bits = Float.floatToRawIntBits(weights[i]);
      // Ordered as the values, NaN at both ends.
      int ordered = bits ^ ((bits >> 31) & MAGNITUDE);
      low = Math.min(low, ordered);
      high = Math.max(high, ordered);
    }
    float smallest = Float.intBitsToFloat(low ^ ((low >> 31) & MAGNITUDE));
    return Affine.of(smallest, Float.intBitsToFloat(high), scheme, arithmetic);
  }

  private void integers(
      int start, int end, float scale, float zero, float low, float high, byte[] codes) {
    switch (kind) {
      case FastRounding.FLOAT32 -> {
        for (int i = start; i < end; i++) {
          codes[i] = integer(weights[i] / scale + zero, low, high);
        }
      }
      case FastRounding.BFLOAT16 -> {
        for (int i = start; i < end; i++) {
          float scaled = FastRounding.bfloat16(weights[i] / scale);
          codes[i] = integer(FastRounding.bfloat16(scaled + zero), low, high);
        }
      }
      default -> {
        for (int i = start; i < end; i++) {
          float scaled = FastRounding.float16(weights[i] / scale);
          codes[i] = integer(FastRounding.float16(scaled + zero), low, high);
        }
      }
    }
  }

  private static byte integer(float x, float low, float high) {
    float clamped = Math.min(high, Math.max(low, x));
    return (byte) (Float.floatToRawIntBits(clamped + INTEGERS) - INTEGERS_BITS);
  }

  private void floats(
      int start,
      int end,
      float scale,
      float low,
      float high,
      int mantissaBits,
      int bias,
      byte[] codes) {
    int to = kind;
    for (int i = start; i < end; i++) {
      float scaled = FastRounding.round(weights[i] / scale, to);
      float clamped = Math.min(high, Math.max(low, scaled));
      codes[i] = FastRounding.encode8(clamped, mantissaBits, bias);
    }
  }
}
