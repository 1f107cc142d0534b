package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;

/** Round to nearest in tight loops over float arrays: bit for bit what {@link Affine} gives. */
final class RtnLoops implements RoundToNearest.GroupSolver {
  private static final int MAGNITUDE = 0x7FFFFFFF;
  private static final int INFINITY = 0x7F800000;

  /** 1.5 * 2^23: adding it rounds to integers, halves to even, and leaves them in the low bits. */
  private static final float INTEGERS = 12582912f;

  private static final int INTEGERS_BITS = Float.floatToRawIntBits(INTEGERS);

  private final float[] weights;
  private final Scheme scheme;
  private final FloatType arithmetic;
  private final int kind;

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
    float[] x = weights;
    int largest = 0;
    for (int i = start; i < end; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(x[i]) & MAGNITUDE);
    }
    float amax = Float.intBitsToFloat(largest);
    if (scheme.symmetry() == Symmetry.SYMMETRIC || largest >= INFINITY) {
      return Affine.of(largest >= INFINITY ? Float.NaN : -amax, amax, scheme, arithmetic);
    }
    float low = 0;
    float high = 0;
    for (int i = start; i < end; i++) {
      float value = x[i];
      low = value < low ? value : low;
      high = value > high ? value : high;
    }
    return Affine.of(low, high, scheme, arithmetic);
  }

  private void integers(
      int start, int end, float scale, float zero, float low, float high, byte[] codes) {
    float[] x = weights;
    int to = kind;
    for (int i = start; i < end; i++) {
      float scaled = FastRounding.round(x[i] / scale, to);
      float shifted = FastRounding.round(scaled + zero, to);
      float clamped = shifted < low ? low : shifted > high ? high : shifted;
      codes[i] = (byte) (Float.floatToRawIntBits(clamped + INTEGERS) - INTEGERS_BITS);
    }
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
    float[] x = weights;
    int to = kind;
    for (int i = start; i < end; i++) {
      float scaled = FastRounding.round(x[i] / scale, to);
      float clamped = scaled < low ? low : scaled > high ? high : scaled;
      codes[i] = FastRounding.encode8(clamped, mantissaBits, bias);
    }
  }
}
