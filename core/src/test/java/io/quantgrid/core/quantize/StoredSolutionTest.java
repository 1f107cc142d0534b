package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.JsonFile;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.stored.QuantizationConfig;
import io.quantgrid.core.stored.StoredActivations;
import io.quantgrid.core.stored.StoredModule;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.form.ColumnGroups;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a recipe finds is stored in a checkpoint and read back from it, bit for bit. */
@SuppressWarnings("try") // scopes free what is made while they are open
class StoredSolutionTest {
  private static final Engine ENGINE = Engines.named("torch");
  private static final Format FORMAT = FormatParser.parse("w4a16");
  private static final int ROWS = 24;
  private static final int COLUMNS = 64;

  @TempDir private Path folder;

  /** What one recipe found for one module. */
  private record Found(Solution solution, StoredSolution stored) {}

  private static Found find(String module, String recipe, String scheme) {
    return find(module, recipe, scheme, Optional.empty());
  }

  private static Found find(
      String module, String recipe, String scheme, Optional<Scheme> activations) {
    Recipe parsed = RecipeParser.parse(recipe);
    Solution solution = solver(parsed).solve(layer(SchemeParser.parse(scheme)), ENGINE);
    return new Found(solution, StoredSolution.of(module, solution, activations, parsed));
  }

  private static Solver solver(Recipe recipe) {
    Solver solver = null;
    for (Recipe.Step step : recipe.steps()) {
      StepType.Maker maker = step.type().maker();
      solver =
          maker instanceof StepType.Solves solves
              ? solves.make().apply(step.arguments())
              : ((StepType.Compensates) maker).make().apply(step.arguments()).after(solver);
    }
    return solver;
  }

  private static LinearLayer layer(Scheme scheme) {
    Random random = new Random(1);
    float[] weights = new float[ROWS * COLUMNS];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    float[] moments = new float[COLUMNS * COLUMNS];
    float[] ones = new float[COLUMNS];
    Arrays.fill(ones, 1);
    for (int i = 0; i < COLUMNS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        moments[i * COLUMNS + j] = (i == j ? 1 + i % 7 : 0.5f) / (1 + Math.abs(i - j));
      }
    }
    InputStatistics inputs = new InputStatistics(COLUMNS, 9, moments, ones, ones, ones, ones, ones);
    return new LinearLayer(
        "layer", weights, ROWS, COLUMNS, scheme, Bfloat16.TYPE, Optional.of(inputs));
  }

  private JsonNode write(Map<String, Found> modules) {
    List<StoredTensor> tensors = new ArrayList<>();
    TreeMap<String, StoredModule> stored = new TreeMap<>();
    modules.forEach(
        (name, found) -> {
          tensors.addAll(found.stored().tensors());
          stored.put(name, found.stored().module());
        });
    tensors.sort(Comparator.comparing((StoredTensor tensor) -> -tensor.dtype().bytes()));
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.set("quantization_config", QuantizationConfig.of(FORMAT, stored, List.of("lm_head")));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of(), tensors);
    try {
      Files.writeString(folder.resolve("config.json"), VariantSummary.json(config));
      return JsonFile.object(folder.resolve("config.json")).get("quantization_config");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void assertReadBack(Map<String, Found> modules) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      VariantWeights weights = new VariantWeights(ENGINE, checkpoint);
      modules.forEach(
          (module, found) -> {
            String name = module + ".weight";
            WeightForm form = found.solution().weight();
            assertThat(weights.has(name)).as(name).isTrue();
            assertThat(weights.isQuantized(name)).as(name).isTrue();
            assertThat(weights.quantized(name).isPresent()).isEqualTo(form instanceof Plain);
            try (Scope scope = ENGINE.scope()) {
              assertThat(ENGINE.toFloats(weights.weight(name, DType.FLOAT32)))
                  .as(name)
                  .isEqualTo(form.dequantize());
            }
            assertThat(found.stored().storedBits()).as(name).isEqualTo(form.storedBits());
          });
    }
  }

  @Test
  void forms_of_every_solver_lie_side_by_side() {
    Map<String, Found> modules = new TreeMap<>();
    modules.put("a.rtn", find("a.rtn", "rtn", "int4/group32/asym"));
    modules.put("b.fp4", find("b.fp4", "rtn", "nvfp4"));
    modules.put("c.gptq", find("c.gptq", "gptq(act_order=group)", "int4/group32"));
    modules.put("d.lorc", find("d.lorc", "gptq > lorc(rank=3)", "int3/group32/asym"));
    modules.put("e.spqr", find("e.spqr", "spqr", "int3/group16"));
    modules.put("f.billm", find("f.billm", "billm", "binary/group32"));
    modules.put("g.pb_llm", find("g.pb_llm", "pb_llm", "binary/group32"));
    modules.put("h.vptq", find("h.vptq", "vptq(centroids=16)", "int2/group64/asym"));
    modules.put("i.fine", find("i.fine", "finequant", "int4/group64/asym"));
    modules.put("j.quip", find("j.quip", "quip > outliers(share=0.02)", "int2/channel"));
    modules.put("k.hqq", find("k.hqq", "hqq", "int3/group32/asym"));
    modules.put("l.fp6", find("l.fp6", "rtn", "fp6_e2m3/group32/e8m0"));
    JsonNode config = write(modules);
    assertReadBack(modules);
    assertThat(config.path("quant_method").asText()).isEqualTo("quantgrid");
    assertThat(config.path("format").asText()).isEqualTo("mixed-precision");
    assertThat(config.path("config_groups")).hasSize(4);
    assertThat(config.at("/config_groups/group_2/targets/0").asText()).isEqualTo("a.rtn");
    assertThat(config.at("/quantgrid/modules")).hasSize(8);
  }

  /** What compressed-tensors has words for needs nobody else. */
  @Test
  void several_schemes_are_several_groups_of_compressed_tensors() {
    Map<String, Found> modules = new TreeMap<>();
    modules.put("fine", find("fine", "gptq(act_order=group)", "int4/group32"));
    modules.put("wide", find("wide", "rtn", "fp8_e4m3/channel"));
    JsonNode config = write(modules);
    assertReadBack(modules);
    assertThat(config.path("quant_method").asText()).isEqualTo("compressed-tensors");
    assertThat(config.path("format").asText()).isEqualTo("mixed-precision");
    JsonNode wide = config.at("/config_groups/group_0");
    assertThat(wide.path("format").asText()).isEqualTo("float-quantized");
    assertThat(wide.path("targets")).hasSize(1).first().hasToString("\"wide\"");
    assertThat(config.at("/config_groups/group_1/weights/actorder").asText()).isEqualTo("group");
    assertThat(config.has("quantgrid")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "GPTQ_W4A16, none",
    "GPTQ_W4A16_static, static",
    "GPTQ_W4A16_group, group",
  })
  void configurations_of_gptq_are_the_librarys(String preset, String order) {
    Path golden = GoldenCheckpoint.FOLDER.resolve(preset).resolve("config.json");
    String recipe = "gptq(act_order=" + order + ")";
    Map<String, Found> modules =
        new TreeMap<>(Map.of("layer", find("layer", recipe, "int4/group32")));
    ObjectNode config = (ObjectNode) write(modules);
    ((ObjectNode) config.at("/config_groups/group_0/weights")).put("group_size", 128);
    assertThat(config).isEqualTo(JsonFile.object(golden).get("quantization_config"));
    assertReadBack(modules);
  }

  /** Columns that name their groups, beside activations that the library has no words for. */
  @Test
  void column_groups_without_words_are_stored_as_arrays() {
    Optional<Scheme> inputs = Optional.of(SchemeParser.parse("fp6_e2m3/token"));
    Map<String, Found> modules =
        new TreeMap<>(Map.of("x", find("x", "gptq(act_order=group)", "int4/group32", inputs)));
    assertThat(modules.get("x").solution().weight()).isInstanceOf(ColumnGroups.class);
    JsonNode config = write(modules);
    assertReadBack(modules);
    assertThat(config.path("format").asText()).isEqualTo("quantgrid-forms");
    assertThat(config.at("/quantgrid/modules/x/form/name").asText()).isEqualTo("column_groups");
    assertThat(StoredActivations.of(config)).isEqualTo(inputs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"w8a8-int", "w8a16"})
  void biases_are_read_where_the_configuration_names_them(String format) {
    Format parsed = FormatParser.parse(format);
    Scheme scheme = parsed.weights().orElseThrow();
    Solution plain = solver(Recipe.rtn()).solve(layer(scheme), ENGINE);
    float[] bias = {1, -2.5f, 1e-7f};
    Solution biased = new Solution(plain.weight(), Optional.of(bias), plain.notes());
    Map<String, Found> modules = new TreeMap<>();
    for (Solution solution : List.of(plain, biased)) {
      String module = solution.bias().isPresent() ? "biased" : "plain";
      modules.put(
          module,
          new Found(
              solution, StoredSolution.of(module, solution, parsed.activations(), Recipe.rtn())));
    }
    assertThat(modules.get("biased").stored().storedBits())
        .isEqualTo(plain.weight().storedBits() + 3 * 32);
    JsonNode config = write(modules);
    assertThat(config.path("quant_method").asText()).isEqualTo("quantgrid");
    assertThat(config.path("config_groups")).hasSize(1);
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        Scope scope = ENGINE.scope()) {
      VariantWeights weights = new VariantWeights(ENGINE, checkpoint);
      assertThat(weights.bias("plain.weight", DType.FLOAT32)).isEmpty();
      assertThat(ENGINE.toFloats(weights.bias("biased.weight", DType.FLOAT32).orElseThrow()))
          .isEqualTo(bias);
      assertThat(weights.quantized("biased.weight")).isPresent();
    }
  }

  @Test
  void forms_that_do_not_fit_their_tensors_are_refused() throws IOException {
    Map<String, Found> modules = new TreeMap<>(Map.of("x", find("x", "spqr", "int3/group16")));
    write(modules);
    Path config = folder.resolve("config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("\"bits\" : \"3\"", "\"bits\" : \"5\""));
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        Scope scope = ENGINE.scope()) {
      VariantWeights weights = new VariantWeights(ENGINE, checkpoint);
      assertThatThrownBy(() -> weights.weight("x.weight", DType.FLOAT32))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("Cannot load weight: x.weight")
          .hasMessageContaining("bytes");
    }
    Files.writeString(config, text.replace("\"shape\"", "\"shap\""));
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThatThrownBy(() -> new VariantWeights(ENGINE, checkpoint))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("quantization_config of x: shape");
    }
  }
}
