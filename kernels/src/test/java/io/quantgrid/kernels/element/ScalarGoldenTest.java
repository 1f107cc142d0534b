package io.quantgrid.kernels.element;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.golden.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against ml_dtypes 0.6.0 and numpy 2.4.6: see goldens/formats/README.md. */
class ScalarGoldenTest {

  @ParameterizedTest
  @CsvSource({
    "bfloat16, bf16",
    "float16, fp16",
    "fp8_e4m3, float8_e4m3fn",
    "fp8_e5m2, float8_e5m2"
  })
  void floating_types_encode_and_decode_as_the_reference(String name, String file) {
    FloatType type = (FloatType) ElementTypes.named(name);
    Golden golden = Golden.open("formats/scalar_" + file);
    int[] codes = golden.integers("decode.codes");
    float[] values = golden.floats("decode.values");
    for (int i = 0; i < codes.length; i++) {
      assertThat(type.decode(codes[i])).as("code %x", codes[i]).isEqualTo(Float.valueOf(values[i]));
    }
    float[] inputs = golden.floats("encode.input");
    int[] plain = golden.integers("encode.rne");
    int[] saturating = golden.integers("encode.rne_saturating");
    float[] rounded = golden.floats("encode.rne_value");
    for (int i = 0; i < inputs.length; i++) {
      check(type, inputs[i], type.encodeUnsaturated(inputs[i]), plain[i]);
      check(type, inputs[i], type.encode(inputs[i]), saturating[i]);
      assertThat(type.round(inputs[i])).isEqualTo(Float.valueOf(rounded[i]));
    }
  }

  private static void check(FloatType type, float input, int code, int expected) {
    if (Float.isNaN(type.decode(expected))) {
      assertThat(type.decode(code)).as("code of %s", input).isNaN();
    } else {
      assertThat(code).as("code of %s", input).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"int8", "int4", "int3", "int2"})
  void integers_encode_and_decode_as_the_reference(String name) {
    ElementType type = ElementTypes.named(name);
    Golden golden = Golden.open("formats/scalar_" + name);
    for (String scale : new String[] {"a", "b"}) {
      float[] params = golden.floats(scale + ".params");
      float s = params[0];
      float zero = params[2];
      float[] inputs = golden.floats(scale + ".input");
      int[] symmetric = golden.integers(scale + ".sym_full.codes");
      float[] symmetricValues = golden.floats(scale + ".sym_full.dequant");
      int[] asymmetric = golden.integers(scale + ".asym_ct.codes");
      float[] asymmetricValues = golden.floats(scale + ".asym_ct.dequant");
      for (int i = 0; i < inputs.length; i++) {
        int code = type.encode(inputs[i] / s);
        assertThat(code).as("code of %s", inputs[i]).isEqualTo(symmetric[i]);
        assertThat(type.decode(code) * s).isEqualTo(symmetricValues[i]);
        int shifted = type.encode(inputs[i] / s + zero);
        assertThat(shifted).as("code of %s", inputs[i]).isEqualTo(asymmetric[i]);
        assertThat((type.decode(shifted) - zero) * s).isEqualTo(asymmetricValues[i]);
      }
    }
  }

  @Test
  void an_unknown_name_is_refused_with_a_suggestion() {
    assertThatThrownBy(() -> ElementTypes.named("fp8_e4m4"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot find element type: fp8_e4m4 (expected one of float32, ")
        .hasMessageEndingWith("; did you mean fp8_e4m3?)");
  }
}
