package io.quantgrid.kernels.element;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Types without goldens against their definitions written out: values by code, and the nearest of
 * all of them by exact distances. OCP Microscaling Formats (MX) v1.0, section 5.3.
 */
class SpecificationTest {
  /** Positive values of E2M1, by code: 0 00 0 to 0 11 1. */
  private static final double[] E2M1 = {0, 0.5, 1, 1.5, 2, 3, 4, 6};

  /** Positive values of E3M2, by code, a binade a line: 0 000 00 to 0 111 11. */
  private static final double[] E3M2 = {
    0, 0.0625, 0.125, 0.1875, 0.25, 0.3125, 0.375, 0.4375, 0.5, 0.625, 0.75, 0.875, 1, 1.25, 1.5,
    1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28
  };

  /** Positive values of E2M3, by code, a binade a line: 0 00 000 to 0 11 111. */
  private static final double[] E2M3 = {
    0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 1.125, 1.25, 1.375, 1.5, 1.625, 1.75, 1.875,
    2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 3.75, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5
  };

  private static final int SAMPLES = 20_000;

  @Test
  void small_floats_are_a_sign_over_the_listed_magnitudes() {
    check(Fp4E2m1.TYPE, signed(E2M1), 0);
    check(Fp6E3m2.TYPE, signed(E3M2), 0);
    check(Fp6E2m3.TYPE, signed(E2M3), 0);
  }

  @Test
  void integers_are_their_codes() {
    for (ElementType type : new ElementType[] {Int5.TYPE, Int6.TYPE, Int7.TYPE}) {
      int half = 1 << (type.bits() - 1);
      check(type, IntStream.range(-half, half).asDoubleStream().toArray(), -half);
    }
    check(Ternary.TYPE, new double[] {-1, 0, 1}, -1);
  }

  @Test
  void signs_are_minus_or_plus_one() {
    assertThat(Binary.TYPE.decode(-1)).isEqualTo(-1);
    assertThat(Binary.TYPE.decode(1)).isEqualTo(1);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < SAMPLES; i++) {
      float x = (float) random.nextDouble(-4, 4);
      assertThat(Binary.TYPE.encode(x)).isEqualTo(x >= 0 ? 1 : -1);
    }
  }

  @Test
  void mxint8_counts_in_sixty_fourths() {
    check(MxInt8.TYPE, IntStream.range(-128, 128).mapToDouble(i -> i / 64.0).toArray(), -128);
  }

  private static double[] signed(double[] magnitudes) {
    double[] values = new double[2 * magnitudes.length];
    for (int i = 0; i < magnitudes.length; i++) {
      values[i] = magnitudes[i];
      values[magnitudes.length + i] = -magnitudes[i];
    }
    return values;
  }

  /** {@code values[i]} is that of code {@code first + i}. */
  private static void check(ElementType type, double[] values, int first) {
    for (int i = 0; i < values.length; i++) {
      assertThat((double) type.decode(first + i)).isEqualTo(values[i]);
    }
    SplittableRandom random = new SplittableRandom(5);
    for (double a : values) {
      for (double b : values) {
        float middle = (float) ((a + b) / 2); // ties, among others
        for (float x : new float[] {middle, Math.nextUp(middle), Math.nextDown(middle)}) {
          assertThat(type.encode(x)).as("%s", x).isEqualTo(nearest(x, values, first));
        }
      }
    }
    for (int i = 0; i < SAMPLES; i++) {
      float x = (float) (random.nextDouble(-1.5, 1.5) * type.largest());
      x = i % 2 == 0 ? x : Math.scalb(x, -random.nextInt(150));
      assertThat(type.encode(x)).as("%s", x).isEqualTo(nearest(x, values, first));
    }
  }

  /** Of the codes of {@code x}'s sign: least distance, then the even code. */
  private static int nearest(float x, double[] values, int first) {
    int best = -1;
    for (int i = 0; i < values.length; i++) {
      boolean twoZeros = first == 0;
      boolean negative = Math.copySign(1, values[i]) < 0;
      if (twoZeros && negative != Math.copySign(1, x) < 0) {
        continue;
      }
      double distance = Math.abs(values[i] - x);
      double least = best < 0 ? Double.POSITIVE_INFINITY : Math.abs(values[best] - x);
      boolean even = ((first + i) & 1) == 0;
      if (distance < least || (distance == least && even)) {
        best = i;
      }
    }
    return first + best;
  }
}
