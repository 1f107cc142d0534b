package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompatibilityTest {
  private static Compatibility check(String format, String recipe) {
    return Compatibility.check(FormatParser.parse(format), RecipeParser.parse(recipe));
  }

  @ParameterizedTest
  @ValueSource(strings = {"w8a8-int", "w8a8-int-narrow"})
  void llm_int8_fits_activations_in_int8_per_token(String format) {
    assertThat(check(format, "llm_int8")).isEqualTo(new Compatibility.Fits());
  }

  @ParameterizedTest
  @CsvSource({"w8a16", "w8a8-fp", "w8a8-int-static"})
  void llm_int8_clashes_with_other_activations(String format) {
    assertThat(check(format, "llm_int8(threshold=5)"))
        .isInstanceOfSatisfying(
            Compatibility.Clashes.class,
            clash -> assertThat(clash.reason()).contains("int8 per token").contains("w8a8-int)"));
  }
}
