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
    "fp8_e5m2, float8_e5m2",
    "fp4_e2m1, float4_e2m1fn",
    "e8m0, e8m0fnu"
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

  @ParameterizedTest
  @CsvSource({"int8", "int4", "int3", "int2"})
  void narrow_and_unsigned_integers_are_shifted_or_clamped_codes(String name) {
    ElementType type = ElementTypes.named(name);
    Golden golden = Golden.open("formats/scalar_" + name);
    int half = 1 << (type.bits() - 1);
    for (String scale : new String[] {"a", "b"}) {
      float[] params = golden.floats(scale + ".params");
      float s = params[0];
      float zero = params[1];
      float[] inputs = golden.floats(scale + ".input");
      int[] narrow = golden.integers(scale + ".sym_narrow.codes");
      float[] narrowValues = golden.floats(scale + ".sym_narrow.dequant");
      int[] unsigned = golden.integers(scale + ".asym.codes");
      float[] unsignedValues = golden.floats(scale + ".asym.dequant");
      for (int i = 0; i < inputs.length; i++) {
        int code = Math.max(1 - half, type.encode(inputs[i] / s));
        assertThat(code).as("code of %s", inputs[i]).isEqualTo(narrow[i]);
        assertThat(type.decode(code) * s).isEqualTo(narrowValues[i]);
        float rounded = (float) Math.rint(inputs[i] / s); // before the zero point is added
        int stored = half + type.encode(rounded + zero - half);
        assertThat(stored).as("code of %s", inputs[i]).isEqualTo(unsigned[i]);
        assertThat((stored - zero) * s).isEqualTo(unsignedValues[i]);
      }
      int[] codes = golden.integers(scale + ".decode.sym.codes");
      float[] values = golden.floats(scale + ".decode.sym.values");
      for (int i = 0; i < codes.length; i++) {
        assertThat(type.decode(codes[i]) * s).isEqualTo(values[i]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"nf4", "fp4_bnb"})
  void codebooks_have_the_table_and_the_codes_of_the_reference(String name) {
    ElementType type = ElementTypes.named(name);
    Golden golden = Golden.open("formats/block_" + name + (name.endsWith("bnb") ? "" : "_bnb"));
    float[] table = golden.floats("bnb.table");
    for (int code = 0; code < table.length; code++) {
      assertThat(type.decode(code)).isEqualTo(table[code]);
    }
    float[] x = Golden.open("formats/matrix").floats("x");
    float[] largest = golden.floats("bnb.absmax");
    int[] codes = golden.integers("bnb.codes");
    for (int i = 0; i < x.length; i++) {
      float inverse = largest[i / 64] == 0 ? 0 : 1 / largest[i / 64];
      assertThat(type.encode(x[i] * inverse)).as("code of entry %d", i).isEqualTo(codes[i]);
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
