package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
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
        "None | none",
        "rtn(clipping=MSE) | rtn(clipping=mse)",
        "gptq(act_order) | gptq",
        "gptq(act_order=true) | gptq",
        "gptq(act_order=False) | gptq(act_order=none)",
        "gptq(damping=1e-2, block=0128) | gptq",
        "gptq(damping=5e-2)>lorc(rank=+4) | gptq(damping=0.05) > lorc(rank=4)",
        "spqr > outliers(share=0.010) > lorc | spqr > outliers(share=0.01) > lorc",
        "mixed(fine=GROUP32,by=kurtosis)>rtn | mixed(by=kurtosis, fine=group32) > rtn",
        "budget(bits=3.50,choices=8+2+3+2)>gptq | budget(bits=3.5, choices=2+3+8) > gptq",
        "gptq;*.down_proj:rtn>lorc(rank=4) | gptq; *.down_proj: rtn > lorc(rank=4)",
        " gptq ; model.layers.0.* : rtn ;*:hqq | gptq; model.layers.0.*: rtn; *: hqq"
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
        "rnt | at position 1: rnt (expected a step: ",
        "rnt | ; did you mean rtn?)",
        "rtn > none | at position 7: none (expected none to stand alone)",
        "rtn > rtn | at position 7: rtn (expected each step once; transforms, then one allocation at"
            + " most, then one solver, then compensations)",
        "rtn > gptq | at position 7: gptq (expected transforms, then one allocation at most, then"
            + " one solver",
        "rtn > lorc > lorc | at position 14: lorc (expected each step once)",
        "mixed > budget > rtn | at position 9: budget (expected transforms, then one allocation",
        "rtn > mixed | at position 7: mixed (expected transforms, then one allocation",
        "lorc > rtn | at position 1: lorc (expected transforms, then one allocation",
        "mixed | at position 6: the end (expected > and a solver: rtn, gptq",
        "rtn(clipping=msr) | at position 14: msr (expected clipping to be scheme or minmax or mse;"
            + " did you mean mse?)",
        "gptq(damping=0) | at position 14: 0 (expected damping to be a number above 0, at most 100)",
        "gptq(damping=nan) | at position 14: nan (expected damping to be a number above 0",
        "gptq(block=1.5) | at position 12: 1.5 (expected block to be a whole number, 1 to 1048576)",
        "gptq(groups=updated) | at position 1: Cannot run gptq with static order and updated groups",
        "rtn > lorc(rank=0) | at position 17: 0 (expected rank to be a whole number, 1 to 1048576)",
        "mixed(fine=32) > rtn | at position 12: 32 (expected fine to be group1 to group1048576)",
        "mixed(share=1.5) > rtn | at position 13: 1.5 (expected share to be a number above 0, at",
        "budget(choices=1+2) > rtn | at position 16: 1+2 (expected choices to be whole numbers from"
            + " 2 to 8 joined by +)",
        "budget(choices=2++3) > rtn | at position 16: 2++3 (expected choices to be whole numbers",
        "gptq; *.down_proj | at position 18: the end (expected : and a solver for *.down_proj)",
        "gptq; : rtn | at position 7: : (expected a pattern of names of modules",
        "gptq; a/b: rtn | at position 7: Cannot match modules by a/b (expected a name with * for",
        "gptq; *: lorc | at position 10: lorc (expected a solver for some modules, then",
        "gptq; *: mixed > rtn | at position 10: mixed (expected a solver for some modules, then",
        "gptq; *: rtn > rtn | at position 16: rtn (expected each step once",
        "gptq; *: rnt | at position 10: rnt (expected a step: ",
        "prune(pattern=2:5) > rtn | at position 15: 2:5 (expected pattern to be 2:4 or",
        "none; *: rtn | at position 1: none (expected none to stand alone)",
        "rtn > | at position 6: the end (expected a step",
        "rtn rtn | at position 5: r (expected > and another step, ; or the end)",
        "rtn(aritmetic=float32) | at position 5: aritmetic (expected a parameter of rtn:"
            + " clipping, arithmetic; did you mean arithmetic?)",
        "rtn(arithmetic=float16) | at position 16: float16 (expected arithmetic to be checkpoint"
            + " or float32",
        "rtn(arithmetic) | at position 5: true (expected arithmetic to be",
        "rtn(arithmetic=float32 | at position 23: the end (expected , or ))",
        "rtn(arithmetic=float32, arithmetic=float32) | at position 25: arithmetic (expected each",
        "rtn(arithmetic=) | at position 16: ) (expected a value for arithmetic)",
        "'' | at position 1: the end (expected a step: "
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

  @Test
  void rules_may_stand_beside_a_method() {
    Map<String, String> layers = new LinkedHashMap<>();
    layers.put("*.down_proj", "rtn > lorc(rank=4)");
    layers.put("model.layers.0.*", "hqq");
    Recipe recipe = RecipeParser.parse("mixed > gptq", layers);
    assertThat(recipe)
        .isEqualTo(
            RecipeParser.parse(
                "mixed > gptq; *.down_proj: rtn > lorc(rank=4); model.layers.0.*: hqq"));
    assertThat(recipe.forModule("model.layers.0.mlp.down_proj").canonical())
        .isEqualTo("mixed > rtn > lorc(rank=4)");
    assertThat(recipe.forModule("model.layers.0.mlp.up_proj").canonical()).isEqualTo("mixed > hqq");
    assertThat(recipe.forModule("model.layers.1.mlp.up_proj").canonical())
        .isEqualTo("mixed > gptq");
    assertThat(recipe.needsCalibration()).isTrue();
    assertThat(RecipeParser.parse("rtn; *: gptq").needsCalibration()).isTrue();
    assertThat(RecipeParser.parse("rtn; *: hqq").needsCalibration()).isFalse();
    assertThatThrownBy(() -> RecipeParser.parse("gptq", Map.of("*.down_proj", "rnt > lorc")))
        .hasMessageStartingWith("Cannot read method rnt > lorc at position 1: rnt (expected a step")
        .hasMessageContaining("did you mean rtn?");
    assertThatThrownBy(() -> RecipeParser.parse("none", Map.of("*", "rtn")))
        .hasMessage("Cannot read method none: it has layers (expected none to stand alone)");
  }

  @Test
  void what_all_steps_are_by_default_is_what_they_would_read() {
    for (StepType type : StepType.all()) {
      for (Parameter parameter : type.parameters()) {
        assertThat(parameter.check(parameter.usual()))
            .as(type.name() + "." + parameter.name())
            .isEqualTo(parameter.usual());
      }
      assertThat(type.made(new Recipe.Step(type.name(), new TreeMap<>()).arguments())).isNotNull();
    }
  }
}
