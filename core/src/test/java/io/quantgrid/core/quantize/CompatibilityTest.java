package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Origin;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CompatibilityTest {
  private static final int ROWS = 16;
  private static final int COLUMNS = 32;

  private static final List<String> SCHEMES =
      List.of(
          "int8/channel",
          "int8/channel/narrow",
          "int8/channel/asym",
          "int8/tensor",
          "int4/group16",
          "int4/group16/asym",
          "int4/tensor/asym",
          "int3/channel/asym",
          "int2/group8/asym",
          "int4/block8x8",
          "int4/block8x8/asym",
          "int4/group8/pow2",
          "fp8_e4m3/tensor",
          "fp8_e4m3/channel",
          "fp4_e2m1/group16/m1",
          "fp4_e2m1/group16/m2",
          "fp4_e2m1/group16/m2-tensor",
          "mxfp4",
          "mxint8",
          "nvfp4",
          "nf4",
          "ternary/tensor",
          "ternary/channel",
          "binary/tensor",
          "binary/channel",
          "binary/group16");

  private static List<String> solvers() {
    return List.of(
        "rtn",
        "rtn(clipping=mse)",
        "gptq",
        "gptq(act_order=group)",
        "gptq(act_order=none, groups=updated)",
        "llm_int8",
        "spqr",
        "billm",
        "pb_llm",
        "vptq(centroids=8, outlier_centroids=4)",
        "finequant",
        "quip",
        "delta_come",
        "hqq");
  }

  private static LinearLayer layer(Scheme scheme) {
    Random random = new Random(7);
    float[] weights = new float[ROWS * COLUMNS];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    float[] moments = new float[COLUMNS * COLUMNS];
    float[] ones = new float[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      ones[i] = 1;
      moments[i * COLUMNS + i] = 1 + i;
    }
    InputStatistics inputs =
        new InputStatistics(
            COLUMNS, 100, moments, new float[COLUMNS], ones, ones, new float[COLUMNS], ones);
    return new LinearLayer(
            "layer", weights, ROWS, COLUMNS, scheme, Float32.TYPE, Optional.of(inputs))
        .from(Optional.of(new Origin(new float[weights.length], Float32.TYPE, Optional.empty())));
  }

  /** The table says of every solver and scheme what the solver says when it is given a layer. */
  @ParameterizedTest
  @MethodSource("solvers")
  void a_scheme_is_refused_beforehand_exactly_when_the_solver_refuses_it(String method) {
    Engine engine = Engines.named("torch");
    Recipe.Step step = RecipeParser.parse(method).solver();
    Solver solver = (Solver) step.type().made(step.arguments());
    for (String text : SCHEMES) {
      Scheme scheme = SchemeParser.parse(text);
      Optional<String> refusal = SolverSchemes.refusal(step, scheme);
      if (refusal.isPresent()) {
        assertThatCode(() -> solver.solve(layer(scheme), engine))
            .as(method + " of " + text)
            .isInstanceOf(IllegalArgumentException.class);
      } else {
        assertThatCode(() -> solver.solve(layer(scheme), engine))
            .as(method + " of " + text)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void every_solver_is_tried() {
    List<String> tried = solvers().stream().map(m -> m.replaceFirst("\\(.*", "")).toList();
    StepType.all().stream()
        .filter(type -> type.role() == Role.SOLVER)
        .forEach(type -> assertThat(tried).contains(type.name()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "w4a16 | hqq | hqq does not take weights of int4/group128/sym (expected integers, asym, per",
        "w8a8-fp | llm_int8 | llm_int8 is a way of multiplying: it takes int8 inputs per token, and"
            + " w8a8-fp does not (expected activations int8/token, as w8a8-int)",
        "w8a16-int-channel | llm_int8 | takes int8 inputs per token",
        "w8a8-int-static | llm_int8(threshold=5) | takes int8 inputs per token",
        "w8a8-int-static | rtn; *.up_proj: llm_int8 | takes int8 inputs per token",
        "w4a16 | smoothquant > rotate > gptq | smoothquant > rotate > gptq changes the residual"
            + " stream after another transform",
        "w4a16 | gptq > bias_correction > lorc | bias_correction makes up for the error that is left",
        "mxfp4 | budget > rtn | the weights of mxfp4 are none (expected int2 to int8, as w4a16)",
        "w4a16 | budget > spqr | budget counts codes, scales and zero points, and spqr stores",
        "w4a16 | mixed > vptq | mixed chooses groups, and vptq has none",
        "w4a16 | mixed > rtn | mixed gives some layers finer groups than w4a16 has",
        "w8a8-int | mixed(fine=group32) > llm_int8 | llm_int8 does not take weights of"
            + " int8/group32/sym",
        "w4a16 | gptq; *.down_proj: hqq | hqq does not take weights of int4/group128/sym",
        "binary | gptq; *.down_proj: spqr | spqr does not take weights of binary/channel/sym"
      })
  void what_makes_no_sense_says_why(String format, String method, String reason) {
    Compatibility verdict =
        Compatibility.check(FormatParser.parse(format), RecipeParser.parse(method));
    assertThat(verdict).isInstanceOf(Compatibility.Clashes.class);
    assertThat(((Compatibility.Clashes) verdict).reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "w8a8-int | smoothquant > gptq > lorc |",
        "w8a8-int | rotate > smoothquant > rtn |",
        "w4a16 | gptq > lorc > bias_correction |",
        "w8a8-int | llm_int8 |",
        "w8a8-int-narrow | llm_int8(threshold=5) |",
        "w8a8-int | mixed(fine=group32) > rtn |",
        "w4a16 | mixed(fine=group32) > gptq |",
        "w4a16 | budget(bits=3.5) > gptq |",
        "w4a16 | smoothquant > rtn | smoothquant > rtn has little point with w4a16: it makes inputs",
        "w4a16 | prune > gptq | prune > gptq: gptq moves its errors on to pruned weights too",
        "w2 | vptq > outliers | vptq has bits of its own",
        "w4a16 | budget(bits=3.5) > rtn > lorc | what stands after rtn takes bits beside"
      })
  void what_fits_may_have_remarks(String format, String method, String remark) {
    Compatibility verdict =
        Compatibility.check(FormatParser.parse(format), RecipeParser.parse(method));
    assertThat(verdict).isInstanceOf(Compatibility.Fits.class);
    List<String> remarks = ((Compatibility.Fits) verdict).remarks();
    if (remark == null) {
      assertThat(remarks).isEmpty();
    } else {
      assertThat(remarks).singleElement().asString().contains(remark);
    }
  }

  private static Path base() throws URISyntaxException {
    return Path.of(CompatibilityTest.class.getResource("/compressed-tensors/base").toURI());
  }

  private static Format spelled(String weights, String... rules) {
    Map<String, String> layers = new LinkedHashMap<>();
    for (int i = 0; i < rules.length; i += 2) {
      layers.put(rules[i], rules[i + 1]);
    }
    return FormatParser.explicit(
        "mine", Optional.of(weights), Optional.empty(), Optional.empty(), Optional.empty(), layers);
  }

  @Test
  void what_does_not_fit_a_model_is_said_of_its_shapes() throws Exception {
    assertThat(ModelFit.problems(base(), FormatParser.parse("w4a16"))).isEmpty();
    assertThat(ModelFit.problems(base(), FormatParser.parse("w4a16-g100")))
        .containsExactly(
            "Cannot group by group100 in weights: no row of these layers is a multiple, they have"
                + " 256, 512 columns (expected a divisor, as group64)");
    assertThat(ModelFit.problems(base(), spelled("int4/group512"))).isEmpty();
    assertThat(ModelFit.problems(base(), spelled("int4/group64", "*.up_proj", "int8/group512")))
        .singleElement()
        .asString()
        .startsWith("Cannot group by group512 in layers *.up_proj: no row of these layers is");
    assertThat(ModelFit.problems(base(), spelled("int4/group64", "*.upproj", "keep")))
        .singleElement()
        .asString()
        .startsWith("Cannot match layers by *.upproj");
    assertThat(ModelFit.problems(Path.of("no/such/model"), FormatParser.parse("w4a16"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gptq |",
        "gptq; *.down_proj: hqq | model.layers.0.mlp.gate_proj: gptq does not",
        "gptq; *.dwn_proj: rtn | Cannot match layers by *.dwn_proj: no quantized layer is called so",
        "budget(bits=1.5) > gptq | Cannot keep a budget of 1.5 stored bits per weight",
        "mixed(fine=group48) > gptq | Cannot group by group48 in mixed: no row of these layers",
        "hqq | model.layers.0.mlp.down_proj: hqq does not take weights of int4/channel/sym"
      })
  void what_a_method_asks_of_a_model_is_said_beforehand(String method, String problem)
      throws Exception {
    List<String> problems =
        ModelFit.problems(base(), spelled("int4/channel"), RecipeParser.parse(method));
    if (problem == null) {
      assertThat(problems).isEmpty();
    } else if (method.contains(": hqq")) {
      assertThat(problems).singleElement().asString().contains("down_proj: hqq does not take");
    } else {
      assertThat(problems).singleElement().asString().startsWith(problem);
    }
  }
}
