package io.quantgrid.kernels.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import org.junit.jupiter.api.Test;

final class RealZerosTest {
  private static final Scheme SCHEME = SchemeParser.parse("int3/group2/asym");
  private final RealZeros form =
      new RealZeros(
          SCHEME,
          2,
          4,
          new byte[] {-4, 3, 0, 1, 2, -2, -1, 0},
          new float[] {0.5f, 2, 0.25f, 1},
          Float16.TYPE,
          new float[] {0.5f, -1.25f, 3, 0});

  @Test
  void values_are_codes_minus_the_real_zero_times_the_scale() {
    assertThat(form.dequantize()).containsExactly(-2.25f, 1.25f, 2.5f, 4.5f, -0.25f, -1.25f, -1, 0);
  }

  @Test
  void bits_are_a_word_of_codes_a_row_and_two_halves_a_group() {
    assertThat(form.storedBits()).isEqualTo(2 * 32 + 4 * (16 + 16));
  }

  @Test
  void reading_the_arrays_gives_the_form() {
    FormRoundTrip.check(form);
  }

  @Test
  void arrays_of_another_type_are_refused() {
    Description wide =
        new Description(
            "real_zeros",
            Description.values("scheme", SCHEME, "scale_type", "float32", "zero_type", "float16"),
            java.util.List.of());
    assertThatThrownBy(() -> Forms.read(wide, 2, 4, form.arrays()))
        .hasMessage("Cannot read real_zeros: scales of FLOAT16[2, 2] (expected FLOAT32[2, 2])");
  }
}
