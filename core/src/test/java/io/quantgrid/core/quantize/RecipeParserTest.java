package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rtn | rtn",
        " RTN ( ) | rtn",
        "rtn(arithmetic=checkpoint) | rtn",
        "rtn( Arithmetic = Float32 ) | rtn(arithmetic=float32)",
        "None | none"
      })
  void methods_are_read_and_written_in_one_form(String text, String canonical) {
    assertThat(RecipeParser.parse(text).canonical()).isEqualTo(canonical);
    assertThat(RecipeParser.parse(canonical)).isEqualTo(RecipeParser.parse(text));
  }

  @Test
  void a_parameter_that_is_not_said_has_its_default() {
    Recipe recipe = RecipeParser.parse("rtn");
    assertThat(recipe).isEqualTo(Recipe.rtn());
    assertThat(RecipeParser.value(recipe.steps().get(0), "arithmetic")).isEqualTo("checkpoint");
    recipe = RecipeParser.parse("rtn(arithmetic=float32)");
    assertThat(RecipeParser.value(recipe.steps().get(0), "arithmetic")).isEqualTo("float32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rnt | at position 1: rnt (expected a step: smoothquant, awq, ",
        "rnt | ; did you mean rtn?)",
        "rtn > none | at position 7: none (expected none to stand alone)",
        "rtn > rtn | at position 7: rtn (expected transforms, then one solver",
        "rtn > | at position 6: the end (expected a step",
        "rtn rtn | at position 5: r (expected > and another step, or the end)",
        "rtn(aritmetic=float32) | at position 5: aritmetic (expected a parameter of rtn:"
            + " clipping, arithmetic; did you mean arithmetic?)",
        "rtn(arithmetic=float16) | at position 16: float16 (expected arithmetic to be checkpoint"
            + " or float32",
        "rtn(arithmetic) | at position 5: true (expected arithmetic to be",
        "rtn(arithmetic=float32 | at position 23: the end (expected , or ))",
        "rtn(arithmetic=float32, arithmetic=float32) | at position 25: arithmetic (expected each",
        "rtn(arithmetic=) | at position 16: ) (expected a value for arithmetic)",
        "'' | at position 1: the end (expected a step: smoothquant, awq"
      })
  void a_mistake_is_named_with_its_place(String text, String message) {
    assertThatThrownBy(() -> RecipeParser.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read method " + text)
        .hasMessageContaining(message);
  }

  @Test
  void a_format_without_quantized_weights_needs_no_method() {
    Compatibility verdict = Compatibility.check(FormatParser.parse("kv4"), Recipe.rtn());
    assertThat(verdict)
        .isEqualTo(
            new Compatibility.Merges(
                Recipe.none(), "kv4 quantizes no weights: rtn has nothing to do"));
    assertThat(Compatibility.check(FormatParser.parse("kv4"), Recipe.none()))
        .isInstanceOf(Compatibility.Fits.class);
    assertThat(Compatibility.check(Format.baseline(), Recipe.rtn()))
        .isInstanceOf(Compatibility.Merges.class);
  }

  @Test
  void a_format_with_quantized_weights_needs_one() {
    Format format = FormatParser.parse("w4a16-kv8");
    assertThat(Compatibility.check(format, Recipe.rtn())).isInstanceOf(Compatibility.Fits.class);
    assertThat(Compatibility.check(format, Recipe.none()))
        .isEqualTo(
            new Compatibility.Clashes(
                "w4a16-kv8 quantizes weights: method none does not say how (expected a solver,"
                    + " e.g. rtn)"));
  }
}
