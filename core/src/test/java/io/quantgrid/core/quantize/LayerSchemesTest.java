package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.tensor.Engines;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerSchemesTest {
  private static final String FIRST = "model.layers.0.";
  private static final String SECOND = "model.layers.1.";

  @TempDir private Path folder;

  private static Path base() throws URISyntaxException {
    return Path.of(LayerSchemesTest.class.getResource("/compressed-tensors/base").toURI());
  }

  private static Format format(String weights, String... rules) {
    Map<String, String> layers = new LinkedHashMap<>();
    for (int i = 0; i < rules.length; i += 2) {
      layers.put(rules[i], rules[i + 1]);
    }
    return FormatParser.explicit(
        "mine", Optional.of(weights), Optional.empty(), Optional.empty(), Optional.empty(), layers);
  }

  @Test
  void the_first_rule_that_matches_a_layer_says_its_scheme() {
    Format format =
        format(
            "int4/group128",
            "*.0.*.up_proj",
            "keep",
            "model.layers.0.*",
            "w8-g64",
            "*.?p_proj",
            "int8/channel");
    SchemePlan plan = SchemePlan.of(format);
    assertThat(plan.of(FIRST + "mlp.up_proj", 4, 256)).isEmpty();
    assertThat(plan.of(FIRST + "mlp.down_proj", 4, 256)).hasToString("Optional[int8/group64/sym]");
    assertThat(plan.of(SECOND + "mlp.up_proj", 4, 256)).hasToString("Optional[int8/channel/sym]");
    assertThat(plan.of(SECOND + "mlp.down_proj", 4, 96)).hasToString("Optional[int4/group96/sym]");
  }

  @Test
  void rules_are_part_of_what_a_format_is() {
    Format plain = format("int4/group128");
    Format some = format("int4/group128", "*.down_proj", "W8-g128", "*.up_proj", "Keep");
    assertThat(some.canonical())
        .isEqualTo(plain.canonical() + ",layers=*.down_proj=int8/group128/sym;*.up_proj=keep")
        .isEqualTo(
            format("int4/group128", "*.down_proj", "int8/group128", "*.up_proj", "keep")
                .canonical());
    assertThat(some).isNotEqualTo(plain);
    assertThat(some)
        .isNotEqualTo(format("int4/group128", "*.up_proj", "keep", "*.down_proj", "w8-g128"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int4/group128 | *.down_proj | w8a8-int | layers, *.down_proj: Cannot quantize layers to"
            + " w8a8-int: more than weights (expected keep, a scheme as int8/group128, or",
        "int4/group128 | *.down_proj | kv4 | to kv4: no weights (expected keep",
        "int4/group128 | *.down_proj | int9/group128 | int9",
        "int4/group128 | *.down_proj | kep | Cannot quantize layers to kep (expected keep, a",
        "int4/group128 | *.down_proj | int8/token | layers *.down_proj int8/token/sym (expected"
            + " tensor, channel",
        "int4/group128 | down proj | keep | Cannot match modules by down proj (expected a name with",
        "none | *.down_proj | keep | layers without weights (expected weights too"
      })
  void a_rule_that_makes_no_sense_is_named(
      String weights, String pattern, String value, String message) {
    assertThatThrownBy(() -> format(weights, pattern, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot define format mine")
        .hasMessageContaining(message);
  }

  @Test
  void a_rule_that_matches_no_layer_of_the_model_is_named() throws Exception {
    try (Checkpoint checkpoint = Checkpoint.open(base())) {
      ModelConfig config = Models.config(checkpoint.config(), "config.json");
      assertThatThrownBy(
              () ->
                  QuantizedModules.of(
                      checkpoint, config, format("int4/group128", "*.dwn_proj", "keep")))
          .hasMessage(
              "Cannot match layers by *.dwn_proj: no linear layer is called so (expected a pattern"
                  + " of names such as model.layers.0.mlp.down_proj)");
      assertThatThrownBy(
              () ->
                  QuantizedModules.of(
                      checkpoint, config, format("int4/group128", "lm_head", "int8/channel")))
          .hasMessageContaining("no linear layer is called so that keep leaves");
    }
  }

  @Test
  void every_layer_is_stored_in_its_own_scheme_and_read_back() throws Exception {
    Format format =
        format(
            "int4/group128",
            FIRST + "*.up_proj",
            "keep",
            FIRST + "*",
            "int8/channel",
            SECOND + "*.down_proj",
            "nf4");
    VariantSummary summary = Quantizer.write(base(), format, Recipe.rtn(), folder);
    SchemePlan plan = SchemePlan.of(format);
    try (Checkpoint plain = Checkpoint.open(base());
        Checkpoint variant = Checkpoint.open(folder)) {
      VariantWeights weights = new VariantWeights(Engines.named("torch"), variant);
      assertThat(weights.isQuantized(FIRST + "mlp.up_proj.weight")).isFalse();
      assertThat(summary.layers()).hasSize(13);
      for (LayerSummary layer : summary.layers()) {
        String scheme =
            plan.of(layer.name(), layer.rows(), layer.columns()).orElseThrow().canonical();
        assertThat(layer.scheme()).isEqualTo(scheme);
        QuantizedMatrix expected =
            RoundToNearest.quantize(
                StoredFloats.read(plain.tensor(layer.name() + ".weight")),
                layer.rows(),
                layer.columns(),
                SchemeParser.parse(scheme),
                Bfloat16.TYPE);
        QuantizedMatrix stored = weights.matrix(layer.name() + ".weight");
        assertThat(stored.codes()).isEqualTo(expected.codes());
        assertThat(stored.scales()).isEqualTo(expected.scales());
      }
      JsonNode config = variant.config().get("quantization_config");
      assertThat(config.get("format").asText()).isEqualTo("mixed-precision");
      assertThat(config.get("quant_method").asText()).isEqualTo("quantgrid");
      assertThat(config.get("config_groups")).hasSize(3);
      assertThat(List.copyOf(config.findValuesAsText("format")))
          .contains("pack-quantized", "quantgrid-packed");
      assertThat(config.at("/ignore").toString()).contains(FIRST + "mlp.up_proj");
    }
  }
}
