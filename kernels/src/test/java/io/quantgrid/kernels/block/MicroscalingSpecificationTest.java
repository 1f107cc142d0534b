package io.quantgrid.kernels.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.golden.Golden;
import io.quantgrid.kernels.scheme.BlockFormats;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.RoundToNearest;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The conversion of OCP Microscaling Formats (MX) v1.0, section 6.3, written out by enumeration:
 * the shared scale by trying exponents, each element by trying all codes. No library that quantizes
 * to MXFP6 or MXINT8 is at hand, so this is their reference; the formats with goldens are held to
 * it too.
 */
class MicroscalingSpecificationTest {
  private static final int BLOCK = 32;

  /** name, bits, exponent bits, mantissa bits, bias, largest, emax (tables 1, 2 and 5). */
  @ParameterizedTest
  @CsvSource({
    "mxfp4, 4, 2, 1, 1, 6, 2",
    "mxfp6_e3m2, 6, 3, 2, 3, 28, 4",
    "mxfp6_e2m3, 6, 2, 3, 1, 7.5, 2",
    "mxfp8_e4m3, 8, 4, 3, 7, 448, 8",
    "mxfp8_e5m2, 8, 5, 2, 15, 57344, 15"
  })
  void floating_blocks_equal_the_enumeration(
      String name,
      int bits,
      int exponentBits,
      int mantissaBits,
      int bias,
      double largest,
      int emax) {
    assertThat(1 + exponentBits + mantissaBits).isEqualTo(bits);
    IntToDoubleFunction value =
        code -> {
          int sign = code >> (bits - 1);
          int exponent = code >> mantissaBits & ((1 << exponentBits) - 1);
          int mantissa = code & ((1 << mantissaBits) - 1);
          double fraction = mantissa * Math.pow(2, -mantissaBits);
          double magnitude =
              exponent == 0
                  ? fraction * Math.pow(2, 1 - bias)
                  : (1 + fraction) * Math.pow(2, exponent - bias);
          return magnitude > largest ? Double.NaN : sign == 0 ? magnitude : -magnitude;
        };
    check(name, 0, 1 << bits, value, emax);
  }

  @ParameterizedTest
  @CsvSource("mxint8, 0")
  void integer_blocks_equal_the_enumeration(String name, int emax) {
    check(name, -128, 128, code -> code / 64.0, emax);
  }

  private static void check(
      String name, int firstCode, int endCode, IntToDoubleFunction value, int emax) {
    Scheme scheme = BlockFormats.scheme(BlockFormats.named(name));
    float[] matrix = Golden.open("formats/matrix").floats("x");
    float[] many = random();
    for (float[] x : new float[][] {matrix, many}) {
      int columns = 256;
      int rows = x.length / columns;
      QuantizedMatrix quantized = RoundToNearest.quantize(x, rows, columns, scheme, Float32.TYPE);
      float[] values = quantized.dequantize();
      for (int start = 0; start < x.length; start += BLOCK) {
        int exponent = sharedExponent(x, start, emax);
        double scale = Math.pow(2, exponent);
        assertThat((double) quantized.scales()[start / BLOCK]).isEqualTo(scale);
        for (int i = start; i < start + BLOCK; i++) {
          int code = nearest(x[i] / scale, firstCode, endCode, value);
          int mine = firstCode < 0 ? quantized.codes()[i] : quantized.codes()[i] & 0xFF;
          assertThat(mine).as("%s of %s / 2^%d", name, x[i], exponent).isEqualTo(code);
          assertThat(values[i]).isEqualTo((float) (value.applyAsDouble(code) * scale) + 0f * x[i]);
        }
      }
    }
  }

  /** The largest power of two not above the largest magnitude, over that of the element type. */
  private static int sharedExponent(float[] x, int start, int emax) {
    double largest = 0;
    for (int i = start; i < start + BLOCK; i++) {
      largest = Math.max(largest, Math.abs((double) x[i]));
    }
    int exponent = 127;
    while (exponent > -127 && Math.pow(2, exponent + emax) > largest) {
      exponent--;
    }
    return exponent;
  }

  /**
   * The code of the nearest value; of two equally near ones the even; magnitudes saturate. What
   * rounds to zero keeps its sign where there are two zeros.
   */
  private static int nearest(double x, int first, int end, IntToDoubleFunction value) {
    int best = first;
    double least = Double.POSITIVE_INFINITY;
    boolean negative = x < 0 || 1 / x < 0;
    for (int code = first; code < end; code++) {
      double candidate = value.applyAsDouble(code);
      boolean otherZero = first == 0 && candidate == 0 && negative != (1 / candidate < 0);
      double distance = Math.abs(candidate - x);
      boolean nearer = distance < least || (distance == least && code % 2 == 0);
      if (nearer && !otherZero) {
        least = distance;
        best = code;
      }
    }
    return best;
  }

  /** Blocks of all magnitudes, with exact ties and powers of two among them. */
  private static float[] random() {
    SplittableRandom random = new SplittableRandom(13);
    float[] x = new float[64 * 256];
    for (int start = 0; start < x.length; start += BLOCK) {
      double magnitude = Math.pow(2, random.nextInt(-140, 125));
      for (int i = start; i < start + BLOCK; i++) {
        double any = random.nextDouble(-2, 2);
        double tie = Math.rint(any * 64) / 32 * (random.nextBoolean() ? 1 : 1 / 16.0);
        x[i] = (float) ((random.nextInt(3) == 0 ? tie : any) * magnitude);
      }
    }
    return x;
  }
}
