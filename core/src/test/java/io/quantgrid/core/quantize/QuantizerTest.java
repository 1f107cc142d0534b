package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.JsonFile;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("try") // scopes free what is made while they are open
class QuantizerTest {
  private static final Path BASE = resource("compressed-tensors/base");
  private static final Path POCKET = resource("pocket-s");
  private static final String DOWN = "model.layers.1.mlp.down_proj";

  @TempDir private Path folder;

  private static Path resource(String name) {
    try {
      return Path.of(QuantizerTest.class.getResource("/" + name).toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(StoredTensor tensor) {
    return StoredFloats.readBytes(
        new StoredTensor(tensor.name(), DType.UINT8, new long[] {tensor.size()}, tensor.bytes()));
  }

  @ParameterizedTest
  @CsvSource({
    "w4a16, int4/group128/sym, checkpoint",
    "w4a8-int, int4/group128/sym, checkpoint",
    "w3, int3/group128/asym, checkpoint",
    "w2, int2/group128/asym, checkpoint",
    "w3-g40, int3/group32/asym, float32",
    "w8a16, int8/group128/sym, checkpoint",
    "w8a16-int-tensor-asym, int8/tensor/asym, checkpoint",
    "w4a16-int-tensor-asym, int4/tensor/asym, checkpoint",
    "w8a8-int-channel-asym, int8/channel/asym, checkpoint",
    "w8a16-fp-g64, fp8_e4m3/group64/sym, float32",
    "w8a16-fp-tensor, fp8_e4m3/tensor/sym, checkpoint",
    "w7, int7/group128/sym, checkpoint",
    "w6, int6/group128/sym, checkpoint",
    "w5-asym, int5/group128/asym, checkpoint",
    "w4a16-narrow, int4/group128/narrow, checkpoint",
    "w8a8-fp-block128, fp8_e4m3/block128x128/sym, checkpoint",
    "nvfp4a16, fp4_e2m1/group16/sym/scale-fp8_e4m3, checkpoint",
    "nvfp4-dynamic, fp4_e2m1/group16/sym/scale-fp8_e4m3, float32",
    "mxfp4, fp4_e2m1/group32/sym/e8m0-round, checkpoint",
    "mxfp8, fp8_e4m3/group32/sym/e8m0-round, checkpoint",
    "mxfp6, fp6_e2m3/group32/sym/e8m0, checkpoint",
    "mxfp6_e3m2, fp6_e3m2/group32/sym/e8m0, float32",
    "mxint8, mxint8/group32/sym/e8m0, checkpoint",
    "nf4, nf4/group64/sym/scale-float32, float32",
    "fp4_bnb, fp4_bnb/group64/sym/scale-float32, checkpoint",
    "ternary, ternary/tensor/sym, checkpoint",
    "w1.58-channel, ternary/channel/sym, checkpoint",
    "binary, binary/channel/sym, checkpoint",
    "w4a16-fp, fp4_e2m1/group128/sym, checkpoint",
    "w4a8-fp4-m1, fp4_e2m1/group128/sym/m1, checkpoint",
    "w4a8-fp4-m2, fp4_e2m1/group128/sym/m2, float32",
    "w4a16-pow2, int4/group128/sym/pow2, checkpoint",
    "w6a16-fp-channel, fp6_e2m3/channel/sym, checkpoint"
  })
  void what_is_read_back_is_what_was_found(String name, String applied, String arithmetic) {
    Recipe recipe = RecipeParser.parse("rtn(arithmetic=" + arithmetic + ")");
    VariantSummary summary = Quantizer.write(BASE, FormatParser.parse(name), recipe, folder);
    FloatType type = arithmetic.equals("float32") ? Float32.TYPE : Bfloat16.TYPE;
    Engine engine = Engines.named("torch");
    try (Checkpoint base = Checkpoint.open(BASE);
        Checkpoint variant = Checkpoint.open(folder)) {
      VariantWeights weights = new VariantWeights(engine, variant);
      long bits = 0;
      for (LayerSummary layer : summary.layers()) {
        assertThat(layer.scheme()).isEqualTo(applied);
        StoredTensor plain = base.tensor(layer.name() + ".weight");
        Scheme scheme = SchemeParser.parse(layer.scheme());
        QuantizedMatrix expected =
            RoundToNearest.quantize(
                StoredFloats.read(plain),
                layer.rows(),
                layer.columns(),
                scheme,
                type,
                weights.matrix(layer.name() + ".weight").tensorScale());
        bits += expected.storedBits();
        QuantizedMatrix stored = weights.matrix(layer.name() + ".weight");
        assertThat(stored.codes()).isEqualTo(expected.codes());
        assertThat(stored.scales()).isEqualTo(expected.scales());
        assertThat(stored.zeroPoints()).isEqualTo(expected.zeroPoints());
        assertThat(stored.scaleType()).isEqualTo(expected.scaleType());
        try (Scope scope = engine.scope()) {
          assertThat(weights.has(layer.name() + ".weight")).isTrue();
          assertThat(engine.toFloats(weights.weight(layer.name() + ".weight", DType.FLOAT32)))
              .isEqualTo(expected.dequantize());
        }
      }
      assertThat(summary.layers()).hasSize(14);
      assertThat(summary.bitsPerWeight()).isEqualTo((double) bits / summary.quantizedWeights());
      try (Scope scope = engine.scope()) {
        float[] norm = engine.toFloats(weights.weight("model.norm.weight", DType.FLOAT32));
        assertThat(norm).isEqualTo(StoredFloats.read(base.tensor("model.norm.weight")));
        assertThat(weights.weight(DOWN + ".weight", DType.BFLOAT16).dtype())
            .isEqualTo(DType.BFLOAT16);
      }
    }
  }

  @Test
  void the_summary_counts_what_is_stored_and_is_read_back() throws IOException {
    VariantSummary summary =
        Quantizer.write(BASE, FormatParser.parse("w4a16"), Recipe.rtn(), folder);
    // 4 bits and a bfloat16 scale for 128 weights
    assertThat(summary.bitsPerWeight()).isEqualTo(4 + 16.0 / 128);
    assertThat(summary.quantizedWeights()).isEqualTo(1_179_648);
    assertThat(summary.parameters()).isEqualTo(1_705_216);
    assertThat(VariantSummary.read(folder)).isEqualTo(summary);
    assertThat(VariantSummary.isIn(folder)).isTrue();
    long shapes = 14 * 2 * Long.BYTES;
    long embeddingAndNorms = 2 * (2048 * 256 + 5 * 256);
    assertThat(summary.modelBytes())
        .isEqualTo(embeddingAndNorms + shapes + 1_179_648L / 2 + 1_179_648L / 128 * 2);
    for (LayerSummary layer : summary.layers()) {
      assertThat(layer.bitsPerWeight()).isEqualTo(summary.bitsPerWeight());
      assertThat(layer.relativeError()).isBetween(1e-4, 0.1);
    }
    VariantSummary plain = VariantSummary.plain(BASE);
    assertThat(plain.bitsPerWeight()).isEqualTo(16);
    assertThat(plain.parameters()).isEqualTo(summary.parameters());
    assertThat(plain.modelBytes()).isEqualTo(2 * 1_705_216L);
  }

  @ParameterizedTest
  @CsvSource({
    "w5, 5.5",
    "mxfp4, 4.25",
    "mxfp8, 8.25",
    "mxfp6, 6.25",
    "nvfp4a16, 4.5",
    "nf4, 4.5",
    "ternary, 1.6",
    "binary, 1.06"
  })
  void bits_per_weight_count_padding_and_scales(String name, double expected) {
    double paddingAndWholeTensors = 0.03; // five-trit bytes, words of 6 codes, a scale per matrix
    VariantSummary summary = Quantizer.write(BASE, FormatParser.parse(name), Recipe.rtn(), folder);
    assertThat(summary.bitsPerWeight()).isCloseTo(expected, within(paddingAndWholeTensors));
  }

  @Test
  void groups_that_shift_into_fp8_are_counted() {
    VariantSummary m1 =
        Quantizer.write(
            BASE, FormatParser.parse("w4a8-fp4-m1"), Recipe.rtn(), folder.resolve("m1"));
    VariantSummary plain =
        Quantizer.write(BASE, FormatParser.parse("w4a8-fp4"), Recipe.rtn(), folder.resolve("no"));
    for (LayerSummary layer : m1.layers()) {
      assertThat(layer.shiftedGroups() + layer.floatGroups())
          .isEqualTo((long) layer.rows() * layer.columns() / 128);
      assertThat(layer.shiftedGroups()).isPositive();
    }
    assertThat(plain.layers()).allMatch(l -> l.shiftedGroups() == 0 && l.floatGroups() == 0);
  }

  @Test
  void layers_of_one_input_share_the_number_that_divides_their_scales() {
    Quantizer.write(BASE, FormatParser.parse("nvfp4a16"), Recipe.rtn(), folder);
    try (Checkpoint variant = Checkpoint.open(folder)) {
      VariantWeights weights = new VariantWeights(Engines.named("torch"), variant);
      String layer = "model.layers.0.";
      float q = weights.matrix(layer + "self_attn.q_proj.weight").tensorScale();
      assertThat(weights.matrix(layer + "self_attn.k_proj.weight").tensorScale()).isEqualTo(q);
      assertThat(weights.matrix(layer + "self_attn.v_proj.weight").tensorScale()).isEqualTo(q);
      assertThat(weights.matrix(layer + "self_attn.o_proj.weight").tensorScale()).isNotEqualTo(q);
    }
  }

  @Test
  void static_inputs_need_what_calibration_finds() {
    assertThatThrownBy(
            () -> Quantizer.write(BASE, FormatParser.parse("w8a8-fp-static"), Recipe.rtn(), folder))
        .hasMessageContaining("the input of model.layers.0.mlp.down_proj has no static scale");
  }

  @Test
  void two_runs_give_the_same_bytes() throws IOException {
    Format format = FormatParser.parse("w3");
    Quantizer.write(POCKET, format, Recipe.rtn(), folder.resolve("a"));
    Quantizer.write(POCKET, format, Recipe.rtn(), folder.resolve("b"));
    for (String name : List.of("model.safetensors", "config.json", "generation_config.json")) {
      assertThat(folder.resolve("a").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("b").resolve(name));
    }
  }

  @Test
  void tensors_start_at_multiples_of_their_elements() throws IOException {
    Quantizer.write(POCKET, FormatParser.parse("w3"), Recipe.rtn(), folder);
    byte[] file = Files.readAllBytes(folder.resolve("model.safetensors"));
    int length = java.nio.ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(0);
    assertThat(length % 8).isZero();
    JsonNode header = new com.fasterxml.jackson.databind.ObjectMapper().readTree(file, 8, length);
    for (Map.Entry<String, JsonNode> tensor : header.properties()) {
      if (!tensor.getKey().equals("__metadata__")) {
        int size = tensor.getValue().get("dtype").asText().equals("I64") ? 8 : 4;
        assertThat(tensor.getValue().get("data_offsets").get(0).asLong() % size).isZero();
      }
    }
  }

  @Test
  void groups_that_do_not_divide_a_row_become_the_largest_divisor() {
    // pocket-s: rows of 128 and 384
    VariantSummary summary =
        Quantizer.write(POCKET, FormatParser.parse("w4a16-g100"), Recipe.rtn(), folder);
    List<String> schemes = summary.layers().stream().map(LayerSummary::scheme).distinct().toList();
    assertThat(schemes).containsExactlyInAnyOrder("int4/group96/sym", "int4/group64/sym");
    JsonNode config = JsonFile.object(folder.resolve("config.json")).get("quantization_config");
    assertThat(config.get("config_groups")).hasSize(2);
    assertThat(config.at("/config_groups/group_1/weights/group_size").asInt()).isEqualTo(96);
    assertThat(config.at("/config_groups/group_1/targets"))
        .allMatch(target -> target.asText().endsWith("mlp.down_proj"))
        .hasSize(4);
    try (Checkpoint variant = Checkpoint.open(folder)) {
      VariantWeights weights = new VariantWeights(Engines.named("torch"), variant);
      assertThat(weights.matrix("model.layers.0.mlp.down_proj.weight").groupSize()).isEqualTo(96);
    }
  }

  private static Format keeping(String... keep) {
    return FormatParser.explicit(
        "mine",
        Optional.of("int8/channel"),
        Optional.empty(),
        Optional.empty(),
        Optional.of(List.of(keep)));
  }

  @Test
  void what_a_format_keeps_stays_as_it_is() {
    Quantizer.write(
        BASE, keeping("lm_head", "embeddings", "layers.0", "o_proj"), Recipe.rtn(), folder);
    try (Checkpoint variant = Checkpoint.open(folder)) {
      assertThat(variant.has("model.layers.0.mlp.up_proj.weight")).isTrue();
      assertThat(variant.has("model.layers.1.self_attn.o_proj.weight")).isTrue();
      assertThat(variant.has("model.layers.1.mlp.up_proj.weight_packed")).isTrue();
      List<String> ignored = new ArrayList<>();
      variant.config().at("/quantization_config/ignore").forEach(n -> ignored.add(n.asText()));
      assertThat(ignored)
          .hasSize(9)
          .contains("lm_head", "model.layers.1.self_attn.o_proj", "model.layers.0.mlp.up_proj");
    }
  }

  @Test
  void the_tied_table_is_quantized_only_when_neither_use_is_kept() {
    Quantizer.write(BASE, keeping("lm_head"), Recipe.rtn(), folder.resolve("a"));
    Quantizer.write(BASE, keeping(), Recipe.rtn(), folder.resolve("b"));
    try (Checkpoint one = Checkpoint.open(folder.resolve("a"));
        Checkpoint none = Checkpoint.open(folder.resolve("b"))) {
      assertThat(one.has("model.embed_tokens.weight")).isTrue();
      assertThat(none.has("model.embed_tokens.weight_packed")).isTrue();
    }
  }

  @Test
  void what_cannot_be_quantized_is_refused() throws IOException {
    assertThatThrownBy(() -> Quantizer.write(BASE, FormatParser.parse("kv4"), Recipe.rtn(), folder))
        .hasMessageStartingWith("Cannot quantize as kv4 by rtn");
    assertThatThrownBy(
            () -> Quantizer.write(BASE, FormatParser.parse("w4a16"), Recipe.none(), folder))
        .hasMessageStartingWith("Cannot quantize as w4a16 by none");
    assertThatThrownBy(() -> Quantizer.write(BASE, keeping("o_prj"), Recipe.rtn(), folder))
        .hasMessageStartingWith("Cannot keep o_prj: no linear layer is called so");
    Path golden = resource("compressed-tensors/W8A8");
    assertThatThrownBy(
            () -> Quantizer.write(golden, FormatParser.parse("w4a16"), Recipe.rtn(), folder))
        .hasMessageContaining("it is quantized already");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_weight_that_is_no_number_is_named_and_nothing_is_committed() throws IOException {
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.copy(BASE.resolve("config.json"), broken.resolve("config.json"));
    List<StoredTensor> tensors = new ArrayList<>();
    try (Checkpoint base = Checkpoint.open(BASE)) {
      for (String name : base.names()) {
        StoredTensor tensor = base.tensor(name);
        if (name.equals(DOWN + ".weight")) {
          byte[] bytes = bytes(tensor);
          int element = 512 + 2; // row 1, column 2
          bytes[2 * element] = (byte) 0xC0;
          bytes[2 * element + 1] = 0x7F;
          tensor = StoredTensor.of(name, tensor.dtype(), bytes, tensor.shape());
        }
        tensors.add(tensor);
      }
      SafetensorsWriter.write(broken.resolve("model.safetensors"), Map.of(), tensors);
    }
    Path out = folder.resolve("out");
    assertThatThrownBy(
            () -> Quantizer.write(broken, FormatParser.parse("w4a16"), Recipe.rtn(), out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot quantize %s: weight [1, 2] is NaN (expected a finite number)".formatted(DOWN));
    assertThat(VariantSummary.isIn(out)).isFalse();
    assertThat(out.resolve("model.safetensors")).doesNotExist();
  }

  @Test
  void damaged_variants_are_refused_by_name() throws IOException {
    Path damaged = Files.createDirectory(folder.resolve("damaged"));
    Path golden = resource("compressed-tensors/W4A16");
    Files.copy(golden.resolve("config.json"), damaged.resolve("config.json"));
    String name = DOWN + ".weight";
    try (Checkpoint whole = Checkpoint.open(golden)) {
      SafetensorsWriter.write(
          damaged.resolve("model.safetensors"),
          Map.of(),
          List.of(
              whole.tensor(name + "_packed"),
              StoredTensor.of(name + "_scale", DType.BFLOAT16, new byte[2 * 300], 300, 1),
              whole.tensor(name + "_shape"),
              StoredTensor.of("codes.weight", DType.INT8, new byte[4], 2, 2)));
    }
    try (Checkpoint checkpoint = Checkpoint.open(damaged)) {
      VariantWeights weights = new VariantWeights(Engines.named("torch"), checkpoint);
      assertThatThrownBy(() -> weights.weight(name, DType.FLOAT32))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("300 scales (expected 1024)");
      assertThatThrownBy(() -> weights.weight("codes.weight", DType.FLOAT32))
          .hasMessageContaining("codes.weight is INT8 and has no scale");
      assertThatThrownBy(() -> weights.weight("nothing.weight", DType.FLOAT32))
          .hasMessageContaining("nothing.weight");
    }
  }

  @Test
  void relative_errors_grow_as_bits_fall() {
    double previous = 0;
    for (String name : List.of("w8a8-int", "w8a8-fp", "w4a16", "w3", "w2")) {
      VariantSummary summary =
          Quantizer.write(BASE, FormatParser.parse(name), Recipe.rtn(), folder.resolve(name));
      double mean =
          summary.layers().stream().mapToDouble(LayerSummary::relativeError).average().orElse(0);
      assertThat(mean).isGreaterThan(previous);
      previous = mean;
    }
    assertThat(previous).isCloseTo(0.3, within(0.3));
  }
}
