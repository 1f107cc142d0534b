package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.Nf4;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scale rules by their formulas: those that no reference implementation has goldens for. */
class ScaleRuleTest {
  private static QuantizedMatrix quantize(String scheme, FloatType type, float... row) {
    return RoundToNearest.quantize(row, 1, row.length, SchemeParser.parse(scheme), type);
  }

  @Test
  void powers_of_two_are_the_nearest_or_the_next_by_their_logarithm() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 20_000; i++) {
      float x = (float) Math.pow(2, random.nextDouble(-120, 120));
      double log = Math.log((double) x) / Math.log(2);
      boolean clear = Math.abs(log - Math.rint(log)) > 1e-9 && Math.abs(log % 1) - 0.5 != 0;
      if (clear) {
        assertThat(Powers.nearest(x)).isEqualTo((int) Math.rint(log));
        assertThat(Powers.ceil(x)).isEqualTo((int) Math.ceil(log));
        assertThat(Powers.floor(x)).isEqualTo((int) Math.floor(log));
      }
    }
    float root = (float) Math.sqrt(2);
    float below = root * root > 2 ? Math.nextDown(root) : root;
    assertThat(Powers.nearest(Math.nextUp(Math.nextUp(below)))).isEqualTo(1);
    assertThat(Powers.nearest(Math.nextDown(below))).isZero();
    for (float power : new float[] {Float.MIN_VALUE, 0x1p-126f, 0.25f, 1, 8, 0x1p127f}) {
      assertThat(Powers.of(Powers.ceil(power))).isEqualTo(power);
      assertThat(Powers.of(Powers.floor(power))).isEqualTo(power);
      assertThat(Powers.of(Powers.nearest(power))).isEqualTo(power);
    }
    assertThat(Powers.ceil(Math.nextUp(8f))).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    // amax 12 over 6 is 2; 17 over 6 is 2.83, above 2 * sqrt(2); 16.9 is below it
    "12, 2, 2",
    "16.9, 2, 4",
    "17, 4, 4",
    "24, 4, 4",
    "24.1, 4, 8"
  })
  void pow2_and_m1_round_the_plain_scale(float largest, float pow2, float m1) {
    assertThat(quantize("fp4_e2m1/channel/pow2", Float32.TYPE, largest, -1).scales()[0])
        .isEqualTo(pow2);
    assertThat(quantize("fp4_e2m1/channel/m1", Float32.TYPE, 1, -largest).scales()[0])
        .isEqualTo(m1);
  }

  @Test
  void m2_divides_the_largest_scale_by_powers_of_two() {
    // plain scales 3, 1 and 0: 3 / 2^ceil(log2(3 / 1)) = 0.75; zeros take the largest
    float[] row = {18, 0, 6, 0, 0, 0};
    assertThat(quantize("fp4_e2m1/group2/m2", Float32.TYPE, row).scales())
        .containsExactly(3, 0.75f, 3);
    QuantizedMatrix rows =
        RoundToNearest.quantize(
            new float[] {18, 0, 6, 0},
            2,
            2,
            SchemeParser.parse("fp4_e2m1/group2/m2"),
            Float32.TYPE);
    assertThat(rows.scales()).containsExactly(3, 1);
    QuantizedMatrix tensor =
        RoundToNearest.quantize(
            new float[] {6, 0, 18, 0},
            2,
            2,
            SchemeParser.parse("fp4_e2m1/group2/m2-tensor"),
            Float32.TYPE);
    assertThat(tensor.scales()).containsExactly(0.75f, 3);
  }

  /** BitNet b1.58: RoundClip(w / mean|w|, -1, 1); a half goes to the even neighbour, zero. */
  @Test
  void ternary_codes_are_rounded_multiples_of_the_mean() {
    QuantizedMatrix matrix =
        quantize("ternary/tensor", Float32.TYPE, 0.5f, -1.5f, 3, -0.75f, -0.25f, 0);
    assertThat(matrix.scales()).containsExactly(1);
    assertThat(matrix.codes()).containsExactly(0, -1, 1, -1, 0, 0);
    assertThat(matrix.dequantize()).containsExactly(0, -1, 1, -1, 0, 0);
  }

  /** XNOR-Net: sign(w) * mean|w|, the best for that many bits. */
  @Test
  void binary_codes_are_signs_and_zeros_almost_stay() {
    QuantizedMatrix matrix =
        RoundToNearest.quantize(
            new float[] {0.5f, -1.5f, 0, -0f, 0, -0f, 0, 0},
            2,
            4,
            SchemeParser.parse("binary/channel"),
            Float32.TYPE);
    assertThat(matrix.codes()).containsExactly(1, -1, 1, 1, 1, 1, 1, 1);
    assertThat(matrix.scales()).containsExactly(0.5f, Float.MIN_VALUE);
    float[] zeros = quantize("binary/channel", Bfloat16.TYPE, 0, 0).dequantize();
    assertThat(zeros).containsOnly(Bfloat16.TYPE.decode(1));
  }

  @ParameterizedTest
  @CsvSource({
    "int8/channel, 1.1920929e-7, 0.0078125, 0.0009765625",
    "fp4_e2m1/channel/m1, 1.1920929e-7, 0.0078125, 0.0009765625",
    "int8/channel/m2, 1.1920929e-7, 0.0078125, 0.0009765625",
    "int8/group2/scale-float16, 0.0009765625, 0.0009765625, 0.0009765625",
    "fp4_e2m1/group2/scale-fp8_e4m3, 0.125, 0.125, 0.125",
    "int8/group2/scale-fp8_e5m2, 0.25, 0.25, 0.25",
    "mxfp4/e8m0-round, 5.877472e-39, 5.877472e-39, 5.877472e-39"
  })
  void zeros_have_the_spacing_of_their_scales_type_at_one(
      String scheme, float float32, float bfloat16, float float16) {
    assertThat(quantize(scheme, Float32.TYPE, 0, -0f).scales()[0]).isEqualTo(float32);
    assertThat(quantize(scheme, Bfloat16.TYPE, 0, -0f).scales()[0]).isEqualTo(bfloat16);
    assertThat(quantize(scheme, Float16.TYPE, 0, -0f).scales()[0]).isEqualTo(float16);
    for (float value : quantize(scheme, Bfloat16.TYPE, 0, -0f).dequantize()) {
      assertThat(value + 0f).isZero();
    }
  }

  @Test
  void g_is_rounded_twice_and_one_for_zeros() {
    var scheme = SchemeParser.parse("nvfp4");
    float b = Bfloat16.TYPE.round(Bfloat16.TYPE.round(1 / 0.3f) * 2688);
    assertThat(TensorScale.of(0.3f, scheme, Bfloat16.TYPE)).isEqualTo(b);
    assertThat(TensorScale.of(0.3f, scheme, Float32.TYPE)).isEqualTo(1 / 0.3f * 2688);
    // float16 ends at 65504, where G of a small tensor lies beyond
    assertThat(TensorScale.of(0.01f, scheme, Float16.TYPE)).isEqualTo(1 / 0.01f * 2688);
    assertThat(TensorScale.of(0, scheme, Float32.TYPE)).isEqualTo(1);
    assertThat(TensorScale.of(Float.MIN_VALUE, scheme, Float32.TYPE)).isEqualTo(Float.MAX_VALUE);
  }

  @Test
  void a_given_g_must_be_a_number_and_belong_to_two_levels() {
    float[] row = {1, 2};
    var nvfp4 = SchemeParser.parse("nvfp4");
    for (float g : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> RoundToNearest.quantize(row, 1, 2, nvfp4, Float32.TYPE, g))
          .hasMessageContaining("under tensor scale " + g + " (expected a finite number above 0)");
    }
    var int8 = SchemeParser.parse("int8/channel");
    assertThatThrownBy(() -> RoundToNearest.quantize(row, 1, 2, int8, Float32.TYPE, 2))
        .hasMessage("Cannot quantize to int8/channel/sym under tensor scale 2.0 (expected 1)");
  }

  /** By nearest rank: of 1 .. 200, 99 % do not exceed 198; of both tails if asymmetric. */
  @Test
  void percentiles_leave_out_the_outer_share() {
    float[] row = new float[200];
    for (int i = 0; i < row.length; i++) {
      row[i] = (i % 2 == 0 ? 1 : -1) * (i + 1);
    }
    float narrow = quantize("int8/channel/narrow/percentile99", Float32.TYPE, row).scales()[0];
    assertThat(narrow).isEqualTo(198f / 127);
    // ascending: -200, -198, ... 197, 199; the 198th is 195 and, from the other end, -196
    float both = quantize("int8/channel/asym/percentile99", Float32.TYPE, row).scales()[0];
    assertThat(both).isEqualTo((195f + 196) / 255);
    assertThat(quantize("int8/channel/narrow/percentile100", Float32.TYPE, row).scales()[0])
        .isEqualTo(200f / 127);
    float[] one = Arrays.copyOf(row, 1);
    assertThat(quantize("int8/channel/narrow/percentile0.1", Float32.TYPE, one).scales()[0])
        .isEqualTo(1f / 127);
  }

  @Test
  void scales_beyond_their_type_are_refused() {
    assertThatThrownBy(() -> quantize("fp4_e2m1/channel/scale-float16", Float32.TYPE, 1e6f))
        .hasMessage(
            "Cannot quantize weights from [0, 0] on to fp4_e2m1/channel/sym/scale-float16: their"
                + " range is too large for float16 (expected at most 65504.0)");
    for (String scheme :
        new String[] {"mxfp4", "nvfp4", "nf4", "ternary/tensor", "int4/group2/mse"}) {
      assertThatThrownBy(() -> quantize(scheme, Float32.TYPE, 1, Float.NEGATIVE_INFINITY))
          .hasMessage("Cannot quantize weight [0, 1]: -Infinity (expected a finite number)");
      float[] spoiled =
          RoundTrip.apply(
              new float[] {1, Float.NaN}, 1, 2, SchemeParser.parse(scheme), Float32.TYPE);
      assertThat(spoiled).containsOnly(Float.NaN);
    }
  }

  /** As bitsandbytes; by the quotient some values on the edge would get the other code. */
  @Test
  void codebooks_multiply_by_the_reciprocal_of_the_scale() {
    SplittableRandom random = new SplittableRandom(1);
    int onTheEdge = 0;
    for (int i = 0; i < 20_000; i++) {
      float scale = (float) random.nextDouble(0.5, 1);
      float limit = Nf4.TYPE.limit(random.nextInt(Nf4.TYPE.size() - 1));
      float x = limit * scale;
      int expected = Nf4.TYPE.encode(x * (1 / scale));
      onTheEdge += expected == Nf4.TYPE.encode(x / scale) ? 0 : 1;
      QuantizedMatrix matrix = quantize("nf4/channel", Float32.TYPE, scale, x);
      assertThat(matrix.codes()[1]).isEqualTo((byte) expected);
      Affine affine = Recipe.of(matrix.scheme(), Float32.TYPE, 1).affine(scale, 0);
      assertThat(affine.code(x)).isEqualTo(expected);
    }
    assertThat(onTheEdge).isGreaterThan(100);
  }
}
