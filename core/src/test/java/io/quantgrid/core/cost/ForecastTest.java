package io.quantgrid.core.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.core.quantize.RecipeParser;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.tensor.DType;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {
  /** Integers by rows and groups. */
  private static final Kernels INTEGERS =
      (weights, activations, compute) ->
          weights.element().name().startsWith("int")
              && !(weights.granularity() instanceof Granularity.PerTensor);

  private static Forecast of(Format format) {
    return Forecast.of(format, Recipe.rtn(), Compute.NATIVE, DType.FLOAT32, INTEGERS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "baseline | NATIVE | nothing is quantized",
        "w8a8-int | NATIVE | a kernel for int8 weights and int8 inputs",
        "w4a16 | NATIVE | a kernel for int4 weights",
        "w8a8-fp | SIMULATED | no kernel for weights in fp8_e4m3/channel/sym with inputs in fp8",
        "w8a16-int-tensor | SIMULATED | no kernel for weights in int8/tensor",
        "w16a8-int | SIMULATED | inputs are quantized, weights are not",
        "w4a16-kv8 | SIMULATED | dequantized KV entries",
        "kv8 | SIMULATED | dequantized KV entries"
      })
  void a_format_is_native_when_the_engine_has_all_of_it(
      String format, Compute compute, String reason) {
    Forecast forecast = of(FormatParser.parse(format));
    assertThat(forecast.compute()).isEqualTo(compute);
    assertThat(forecast.reason()).contains(reason);
  }

  @Test
  void embeddings_are_always_dequantized() {
    Format all =
        FormatParser.explicit(
            "all",
            Optional.of("int4/group32"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(java.util.List.of()));
    assertThat(of(all).compute()).isEqualTo(Compute.SIMULATED);
  }

  @Test
  void a_sweep_may_ask_for_simulation() {
    Forecast forecast =
        Forecast.of(
            FormatParser.parse("w4a16"),
            Recipe.rtn(),
            Compute.SIMULATED,
            DType.FLOAT32,
            (w, a, c) -> true);
    assertThat(forecast.compute()).isEqualTo(Compute.SIMULATED);
    assertThat(forecast.reason()).contains("compute: simulated");
  }

  @ParameterizedTest
  @CsvSource({
    "gptq, NATIVE",
    "smoothquant > rtn > bias_correction, NATIVE",
    "gptq(act_order=group), SIMULATED",
    "gptq > lorc, SIMULATED",
    "quip, SIMULATED"
  })
  void only_codes_with_scales_go_to_kernels(String method, Compute compute) {
    Forecast forecast =
        Forecast.of(
            FormatParser.parse("w4a16"),
            RecipeParser.parse(method),
            Compute.NATIVE,
            DType.FLOAT32,
            INTEGERS);
    assertThat(forecast.compute()).isEqualTo(compute);
  }
}
