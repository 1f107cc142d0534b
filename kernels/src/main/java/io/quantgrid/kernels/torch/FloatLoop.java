package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.FloatType;
import java.util.Arrays;

/**
 * Codes of small floats. With m bits of mantissa, the float32's own exponent and upper m bits of
 * mantissa, rounded half to even, are the code of a normal number but for a constant. Subnormals
 * are counted: the code is the number of limits between steps below |x|. Of both, the larger is
 * right: the first is too small below the smallest normal, where the second ends.
 */
final class FloatLoop extends CodeLoop {
  private static final int MANTISSA_BITS = 23; // of a float32

  private final int shift;
  private final int constant;
  private final int largest;
  private final int signShift;
  private final int notANumber;
  private final int[] limits;

  FloatLoop(FloatType type) {
    int m = type.mantissaBits();
    this.shift = MANTISSA_BITS - m;
    this.constant = (127 - type.bias()) << m;
    this.largest = Float.floatToRawIntBits(type.largest());
    this.signShift = type.bits() - 1;
    int nan = type.encode(Float.NaN);
    this.notANumber = Float.isNaN(type.decode(nan)) ? nan & ((1 << signShift) - 1) : 0;
    this.limits = new int[Math.max(AT_ONCE, 1 << m)];
    Arrays.fill(limits, Integer.MAX_VALUE); // below no number
    for (int i = 0; i < 1 << m; i++) {
      float tie = Math.scalb(i + 0.5f, 1 - type.bias() - m);
      limits[i] = Float.floatToRawIntBits(i % 2 == 0 ? tie : Math.nextDown(tie));
    }
  }

  @Override
  void run(int[] bits, int[] codes, int count) {
    Arrays.fill(codes, 0, count, 0);
    for (int i = 0; i < limits.length; i += AT_ONCE) {
      count(bits, codes, count, limits[i], limits[i + 1], limits[i + 2], limits[i + 3]);
    }
    finish(bits, codes, count);
  }

  private static void count(int[] bits, int[] codes, int count, int a, int b, int c, int d) {
    for (int i = 0; i < count; i++) {
      int x = bits[i] & MAGNITUDE;
      codes[i] += ((a - x) >>> SIGN) + ((b - x) >>> SIGN) + ((c - x) >>> SIGN) + ((d - x) >>> SIGN);
    }
  }

  private void finish(int[] bits, int[] codes, int count) {
    int down = shift;
    int half = (1 << (shift - 1)) - 1;
    int offset = constant;
    int most = largest;
    int sign = signShift;
    int nan = notANumber;
    for (int i = 0; i < count; i++) {
      int x = bits[i];
      int magnitude = x & MAGNITUDE;
      int above = magnitude - most;
      int a = most + (above & (above >> SIGN)); // the smaller of both
      int normal = ((a + half + ((a >>> down) & 1)) >>> down) - offset;
      int more = normal - codes[i];
      int code = codes[i] + (more & ~(more >> SIGN)); // the larger of both
      int isNaN = (INFINITY - magnitude) >> SIGN;
      codes[i] = (code & ~isNaN) | (nan & isNaN) | ((x >>> SIGN) << sign);
    }
  }
}
