package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.golden.Golden;
import io.quantgrid.kernels.scheme.SchemeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundTripTest {
  private static final Golden MATRIX = Golden.open("formats/matrix");
  private static final int ROWS = 64;
  private static final int COLUMNS = 256;

  @ParameterizedTest
  @CsvSource({
    "fp8_e4m3/tensor, fp8_tensor, absmax",
    "fp8_e4m3/token, fp8_token, absmax",
    "fp8_e4m3/group128, fp8_group128, absmax",
    "int8/tensor/sym, int8_tensor, ct_sym",
    "int8/token/sym, int8_channel, ct_sym",
    "int8/token/asym, int8_channel, ct_asym",
    "int4/token/asym, int4_channel, ct_asym",
    "int3/group32/asym, int3_group32, ct_asym",
    "int2/group32/asym, int2_group32, ct_asym"
  })
  void values_are_those_of_the_reference(String scheme, String file, String variant) {
    float[] expected = Golden.open("formats/block_" + file).floats(variant + ".dequant");
    float[] x = MATRIX.floats("x");
    same(RoundTrip.apply(x, ROWS, COLUMNS, SchemeParser.parse(scheme), Float32.TYPE), expected);
  }

  /** Equal as numbers: an integer code has one zero, the float arithmetic here two. */
  private static void same(float[] values, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(values[i] == expected[i]).as("%s, not %s", values[i], expected[i]).isTrue();
    }
  }

  @Test
  void bfloat16_rounds_after_every_operation() {
    // amax 3: s = b(3 / 127.5) = 193 / 8192; 1 / s = 42.45 -> b 42.5 -> 42 (even)
    float[] x = {3, 1, -3, 0};
    float[] out = RoundTrip.apply(x, 1, 4, SchemeParser.parse("int8/token"), Bfloat16.TYPE);
    float s = Bfloat16.TYPE.round(3 / 127.5f);
    assertThat(s).isEqualTo(193f / 8192);
    assertThat(out)
        .containsExactly(
            Bfloat16.TYPE.round(127 * s),
            Bfloat16.TYPE.round(42 * s),
            Bfloat16.TYPE.round(-128 * s),
            0);
  }

  @Test
  void a_token_is_not_changed_by_its_neighbours() {
    float[] x = MATRIX.floats("x");
    float[] row = java.util.Arrays.copyOfRange(x, 7 * COLUMNS, 8 * COLUMNS);
    for (String text : new String[] {"int8/token", "fp8_e4m3/token", "int4/group32/asym"}) {
      var scheme = SchemeParser.parse(text);
      float[] all = RoundTrip.apply(x, ROWS, COLUMNS, scheme, Float32.TYPE);
      assertThat(RoundTrip.apply(row, 1, COLUMNS, scheme, Float32.TYPE))
          .isEqualTo(java.util.Arrays.copyOfRange(all, 7 * COLUMNS, 8 * COLUMNS));
    }
  }

  @Test
  void nothing_gives_nothing_and_not_a_number_spoils_its_group_only() {
    var scheme = SchemeParser.parse("int8/token/asym");
    assertThat(RoundTrip.apply(new float[0], 0, 4, scheme, Float32.TYPE)).isEmpty();
    float[] out = RoundTrip.apply(new float[] {1, Float.NaN, 1, 0}, 2, 2, scheme, Float32.TYPE);
    assertThat(out[0]).isNaN();
    assertThat(out[1]).isNaN();
    assertThat(out[2]).isEqualTo(1);
  }
}
