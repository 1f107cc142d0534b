package io.quantgrid.kernels.element;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Over all 16 codes of fp4_e2m1 and all exponents. */
class ExponentShiftTest {
  @Test
  void every_code_is_exact_from_minus_eight_to_six() {
    for (int exponent = ExponentShift.LOWEST; exponent <= ExponentShift.HIGHEST; exponent++) {
      assertThat(ExponentShift.isExact(exponent)).isTrue();
      for (int code = 0; code < 16; code++) {
        double wanted = Math.scalb((double) Fp4E2m1.TYPE.decode(code), exponent);
        int shifted = ExponentShift.shift(code, exponent);
        assertThat((double) Fp8E4m3.TYPE.decode(shifted))
            .as("code %d times 2^%d", code, exponent)
            .isEqualTo(Double.valueOf(wanted)); // a negative zero stays one
        assertThat(shifted).isEqualTo(Fp8E4m3.TYPE.encode((float) wanted));
      }
    }
  }

  @Test
  void no_other_exponent_is_exact_for_all_codes() {
    for (int exponent = -140; exponent <= 120; exponent++) {
      boolean exact = true;
      for (int code = 0; code < 16; code++) {
        float wanted = Math.scalb(Fp4E2m1.TYPE.decode(code), exponent);
        exact &= Fp8E4m3.TYPE.decode(Fp8E4m3.TYPE.encode(wanted)) == wanted;
      }
      assertThat(exact).as("2^%d", exponent).isEqualTo(ExponentShift.isExact(exponent));
    }
  }

  @Test
  void other_exponents_are_refused() {
    for (int exponent : new int[] {-9, 7, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> ExponentShift.shift(1, exponent))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot shift fp4_e2m1 into fp8_e4m3 by " + exponent);
    }
  }
}
