package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.scheme.Symmetry;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The fast path against the scalar oracle, and what both refuse. */
class RoundToNearestTest {
  private static final int ROWS = 24;
  private static final int COLUMNS = 192;

  static Stream<Scheme> schemes() {
    return Stream.of(
            "int8/tensor",
            "int8/channel",
            "int8/group64/asym",
            "int4/group128",
            "int4/channel/asym",
            "int4/tensor/asym",
            "int3/group32/asym",
            "int3/group32",
            "int2/group16/asym",
            "int2/channel",
            "fp8_e4m3/tensor",
            "fp8_e4m3/channel",
            "fp8_e4m3/group64",
            "fp8_e5m2/channel",
            "fp8_e5m2/group32",
            "int8/channel/narrow",
            "int7/group64",
            "int6/group64/asym",
            "int5/channel/narrow/pow2",
            "int4/group32/m1",
            "int4/group32/m2",
            "int8/block16x32/m2-tensor",
            "int4/block5x7/asym",
            "int4/block100x100",
            "int8/tensor/m2",
            "int4/group32/scale-float16",
            "int4/group32/asym/scale-float16",
            "int8/channel/scale-bfloat16",
            "int4/group64/scale-float32",
            "int4/group16/scale-fp8_e4m3",
            "int3/group16/narrow/scale-fp8_e5m2",
            "fp4_e2m1/group16/scale-fp8_e4m3",
            "fp4_e2m1/group16/scale-fp8_e4m3/mse",
            "fp4_e2m1/block8x8/scale-fp8_e4m3",
            "fp4_e2m1/group32/e8m0",
            "fp4_e2m1/group32/e8m0-round",
            "fp4_e2m1/group32/m2",
            "fp4_e2m1/group96/pow2",
            "fp6_e2m3/group32/e8m0",
            "fp6_e3m2/group32/e8m0",
            "fp6_e3m2/channel",
            "fp8_e5m2/group32/e8m0",
            "fp8_e4m3/block128x128",
            "fp8_e4m3/block7x50",
            "mxint8/group32/e8m0",
            "mxint8/channel/narrow",
            "ternary/tensor",
            "ternary/group64/scale-float16",
            "ternary/channel/plain",
            "binary/channel",
            "binary/group32",
            "nf4/group64",
            "nf4/group64/scale-fp8_e4m3",
            "nf4/channel/e8m0-round",
            "fp4_bnb/group64",
            "int8/tensor/percentile99.9",
            "int4/channel/percentile95/asym",
            "int4/group64/percentile99",
            "fp8_e4m3/channel/percentile50",
            "int4/group64/mse",
            "int3/channel/asym/mse",
            "int2/tensor/mse",
            "int4/channel/pow2/mse",
            "int4/group32/m2/mse",
            "fp4_e2m1/group32/e8m0/mse",
            "nf4/group64/mse",
            "mxint8/group32/mse")
        .map(SchemeParser::parse);
  }

  static final List<FloatType> ARITHMETIC = List.of(Float32.TYPE, Bfloat16.TYPE, Float16.TYPE);

  @ParameterizedTest
  @MethodSource("schemes")
  void the_fast_path_equals_the_oracle_on_random_weights(Scheme scheme) {
    for (int seed = 0; seed < 8; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double spread = Math.pow(10, random.nextDouble(-7, 3));
      float[] weights = new float[ROWS * COLUMNS];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (Math.pow(random.nextDouble(-1, 1), 5) * spread);
      }
      compare(weights, ROWS, COLUMNS, scheme);
    }
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void the_fast_path_equals_the_oracle_on_extremes(Scheme scheme) {
    float[] values = {
      0f,
      -0f,
      1f,
      -1f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MIN_NORMAL,
      6e-8f,
      5.9e-8f,
      1e-5f,
      60000f,
      -65504f,
      448f,
      464f,
      0.5f,
      1.5f,
      2.5f,
      -3.5f,
      0.0625f,
      3.0517578e-5f
    };
    SplittableRandom random = new SplittableRandom(1);
    float[] weights = new float[ROWS * COLUMNS];
    for (int i = 0; i < weights.length; i++) {
      int row = i / COLUMNS;
      // Row 0 zeros, row 1 one tiny value, row 2 positive, row 3 negative, then all sorts.
      float any = values[random.nextInt(values.length)];
      weights[i] =
          switch (row) {
            case 0 -> 0f;
            case 1 -> i == COLUMNS + 3 ? Float.MIN_VALUE : 0f;
            case 2 -> 0.25f + 0.001f * (i % COLUMNS);
            case 3 -> -0.25f - 0.001f * (i % COLUMNS);
            default -> row % 2 == 0 ? any * 0.1f : values[(row + i % 3) % values.length];
          };
    }
    // The range of asymmetric groups must fit into float16.
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.max(-30000f, Math.min(30000f, weights[i]));
    }
    compare(weights, ROWS, COLUMNS, scheme);
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void nothing_gives_nothing(Scheme scheme) {
    compare(new float[0], 0, COLUMNS, scheme);
    compare(new float[0], 4, 0, scheme);
  }

  private static void compare(float[] weights, int rows, int columns, Scheme scheme) {
    for (FloatType type : ARITHMETIC) {
      float[] stored = new float[weights.length];
      for (int i = 0; i < stored.length; i++) {
        stored[i] = type.decode(type.encode(weights[i]));
      }
      QuantizedMatrix slow = RoundToNearest.reference(stored, rows, columns, scheme, type);
      QuantizedMatrix fast = RoundToNearest.quantize(stored, rows, columns, scheme, type);
      assertThat(fast.scales()).isEqualTo(slow.scales());
      assertThat(fast.zeroPoints()).isEqualTo(slow.zeroPoints());
      assertThat(fast.codes()).isEqualTo(slow.codes());
      assertThat(fast.dequantize()).isEqualTo(slow.dequantize());
    }
  }

  /**
   * So errors are at most half a step, whatever the spacing of codes, and beyond it at the ends.
   */
  @ParameterizedTest
  @MethodSource("schemes")
  void every_weight_gets_the_code_nearest_to_it_under_its_scale(Scheme scheme) {
    SplittableRandom random = new SplittableRandom(3);
    float[] weights = new float[ROWS * COLUMNS];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble(-1, 1);
    }
    QuantizedMatrix matrix = RoundToNearest.quantize(weights, ROWS, COLUMNS, scheme, Float32.TYPE);
    float[] values = matrix.dequantize();
    float[] codes = codesOf(scheme);
    for (int i = 0; i < weights.length; i++) {
      int row = i / COLUMNS;
      int group = i % COLUMNS / matrix.groupSize();
      float scale = matrix.scale(row, group);
      float zero =
          matrix.zeroPoints().length == 0 ? 0 : matrix.zeroPoints()[matrix.index(row, group)];
      float least = Float.POSITIVE_INFINITY;
      for (float code : codes) {
        least = Math.min(least, Math.abs((code - zero) * scale - weights[i]));
      }
      assertThat(Math.abs(values[i] - weights[i])).isLessThanOrEqualTo(least + QUOTIENT * scale);
    }
  }

  /** Rounding a quotient of up to 448 or adding a zero point moves ties by some 2^-15 of a step. */
  private static final float QUOTIENT = 3e-5f;

  private static float[] codesOf(Scheme scheme) {
    ElementType element = scheme.element();
    float lowest = scheme.symmetry() == Symmetry.NARROW ? -element.largest() : element.smallest();
    float[] out = new float[1 << Byte.SIZE];
    int count = 0;
    for (int code = -128; code < 256; code++) {
      float value = element.decode(element instanceof IntegerType ? code : code & 0xFF);
      boolean own = element instanceof IntegerType ? element.encode(value) == code : code >= 0;
      if (own && value >= lowest && value <= element.largest()) {
        out[count++] = value;
      }
    }
    return Arrays.copyOf(out, count);
  }

  @Test
  void rounding_by_bits_equals_the_element_types() {
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 300_000; i++) {
      float any = Float.intBitsToFloat(random.nextInt());
      float x = i % 2 == 0 && !Float.isNaN(any) ? any : (float) random.nextDouble(-70000, 70000);
      for (FloatType type : ARITHMETIC) {
        float fast = FastRounding.round(x, FastRounding.kind(type));
        assertThat(fast).as("%s of %s", type, x).isEqualTo(Float.valueOf(type.round(x)));
      }
      for (String name : List.of("fp8_e4m3", "fp8_e5m2")) {
        FloatType type = (FloatType) ElementTypes.named(name);
        float inside =
            Math.max(type.smallest(), Math.min(type.largest(), i % 3 == 0 ? x : x / 1e4f));
        int code =
            FastRounding.encode(inside, type.bits(), type.mantissaBits(), type.bias()) & 0xFF;
        assertThat(code).as("%s of %s", name, inside).isEqualTo(type.encode(inside));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"int8/tensor", "int4/group2/asym", "fp8_e4m3/channel"})
  void weights_that_are_no_numbers_are_named_with_their_place(String text) {
    Scheme scheme = SchemeParser.parse(text);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] weights = {1, 2, 3, 4, bad, 6, 7, 8};
      String message = "Cannot quantize weight [1, 0]: " + bad + " (expected a finite number)";
      assertThatThrownBy(() -> RoundToNearest.quantize(weights, 2, 4, scheme, Bfloat16.TYPE))
          .hasMessage(message);
      assertThatThrownBy(() -> RoundToNearest.reference(weights, 2, 4, scheme, Bfloat16.TYPE))
          .hasMessage(message);
    }
  }

  @Test
  void a_range_beyond_the_arithmetic_is_refused() {
    float[] weights = {-60000, 60000};
    Scheme scheme = SchemeParser.parse("int8/channel/asym");
    assertThatThrownBy(() -> RoundToNearest.quantize(weights, 1, 2, scheme, Float16.TYPE))
        .hasMessageContaining("too large for float16");
    assertThatThrownBy(() -> RoundToNearest.quantize(weights, 2, 2, scheme, Float32.TYPE))
        .hasMessage("Cannot quantize 2 weights (expected 2 x 2)");
  }

  @Test
  void stored_bits_count_codes_scales_and_zero_points() {
    float[] weights = new float[32 * 256];
    assertThat(bits(weights, "int4/group128")).isEqualTo(32 * 256 * 4 + 32 * 2 * 16);
    assertThat(bits(weights, "int4/group128/asym"))
        .isEqualTo(32 * 256 * 4 + 32 * 2 * 16 + 32 * 2 * 4);
    // 3 bits: 10 codes to a word, 26 words to a row of 256; zero points of 32 rows take 4 words
    assertThat(bits(weights, "int3/group128/asym"))
        .isEqualTo(32 * 26 * 32 + 32 * 2 * 16 + 4 * 2 * 32);
    assertThat(bits(weights, "fp8_e4m3/channel")).isEqualTo(32 * 256 * 8 + 32 * 16);
    assertThat(bits(weights, "int8/tensor/asym")).isEqualTo(32 * 256 * 8 + 16 + 8);
  }

  private static long bits(float[] weights, String scheme) {
    return RoundToNearest.quantize(weights, 32, 256, SchemeParser.parse(scheme), Bfloat16.TYPE)
        .storedBits();
  }
}
