package io.quantgrid.core.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.Safetensors;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.quantize.VariantSummary;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints of GPTQ's and AWQ's tools and with float8 weights, against what the tools make. */
@SuppressWarnings("try") // scopes are there to be closed
class OtherToolsTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Path FOLDER = RESOURCES.resolve("other-tools");
  private static final String MODULE = "model.layers.0.self_attn.q_proj";
  private static final String WEIGHT = MODULE + ".weight";
  private static final Engine ENGINE = Engines.named("torch");
  private static final int ROWS = 32;
  private static final int COLUMNS = 64;

  /** KL of the model quantized to 4 bits from the plain one; it is 0.087. */
  private static final double DIVERGENCE = 0.1;

  /** Of sums of float32 in another order, for logits of up to 5. */
  private static final float LOGITS = 1e-4f;

  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource({
    "gptq-2bit-g16-asym, int2/group16/asym",
    "gptq-3bit-g16-asym, int3/group16/asym",
    "gptq-3bit-g32-sym, int3/group32/sym",
    "gptq-4bit-g16-sym, int4/group16/sym",
    "gptq-4bit-g32-asym, int4/group32/asym",
    "gptq-8bit-g32-asym, int8/group32/asym",
    "gptq-4bit-channel-asym, int4/channel/asym",
    "gptq-4bit-g16-asym-act, ''",
    "gptq_v2-3bit-g32, int3/group32/asym",
    "gptq_v2-4bit-g32, int4/group32/asym",
    "gptqmodel-3bit-g32, int3/group32/asym",
    "gptqmodel-4bit-g32, int4/group32/asym",
    "awq-gemm-g16, int4/group16/asym",
    "fp8-block24, fp8_e4m3/block24x24/sym",
    "fp8-tensor-static, fp8_e4m3/tensor/sym"
  })
  void weights_are_what_the_tool_makes_of_them_bit_for_bit(String name, String scheme) {
    try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve(name));
        Safetensors expected = Safetensors.open(FOLDER.resolve(name + ".expected.safetensors"));
        Scope scope = ENGINE.scope()) {
      VariantWeights weights = new VariantWeights(ENGINE, checkpoint);
      assertThat(weights.has(WEIGHT)).isTrue();
      assertThat(weights.isQuantized(WEIGHT)).isTrue();
      Tensor weight = weights.weight(WEIGHT, DType.FLOAT32);
      assertThat(weight.shape()).containsExactly(ROWS, COLUMNS);
      assertThat(ENGINE.toFloats(weight)).isEqualTo(StoredFloats.read(expected.tensor("weight")));
      Optional<QuantizedMatrix> matrix = weights.quantized(WEIGHT);
      assertThat(matrix.map(m -> m.scheme().canonical()).orElse("")).isEqualTo(scheme);
      matrix.ifPresent(m -> assertThat(m.dequantize()).isEqualTo(ENGINE.toFloats(weight)));
      assertThat(new StoredModules(checkpoint).elements(WEIGHT)).isEqualTo((long) ROWS * COLUMNS);
    }
  }

  @Test
  void inputs_of_float8_checkpoints_are_rounded_as_they_say() {
    assertThat(activations("fp8-block24")).contains("fp8_e4m3/group24/sym");
    assertThat(activations("fp8-tensor-static")).contains("fp8_e4m3/tensor/sym/static");
    assertThat(activations("gptq-4bit-g16-sym")).isEmpty();
    assertThat(activations("awq-gemm-g16")).isEmpty();
    try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve("fp8-tensor-static"))) {
      assertThat(new VariantWeights(ENGINE, checkpoint).inputScale(WEIGHT).orElseThrow().scale())
          .isEqualTo(0.02f);
    }
  }

  private static Optional<String> activations(String name) {
    try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve(name))) {
      return StoredActivations.of(checkpoint.config().path("quantization_config"))
          .map(Scheme::canonical);
    }
  }

  /** 4 bits, a scale of 16 and a zero point of 4 for 16 weights, and a group of 32 per input. */
  @Test
  void packed_weights_count_with_all_their_tensors() {
    try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve("gptq-llama2"))) {
      StoredModules modules = new StoredModules(checkpoint);
      String weight = "model.layers.1.mlp.up_proj.weight";
      assertThat(modules.elements(weight)).isEqualTo(128 * 64);
      assertThat(modules.bits(weight)).isEqualTo(128 * 64 * 4 + 128 * 4 * (16 + 4) + 64 * 32);
    }
    // 4 + 20 / 16, and 32 bits over as many outputs as each layer has
    assertThat(VariantSummary.plain(FOLDER.resolve("gptq-llama2")).bitsPerWeight())
        .isBetween(5.5, 5.8);
  }

  @Test
  void a_whole_model_computes_much_as_before_it_was_quantized() {
    Path llama = RESOURCES.resolve("families/llama2");
    try (Safetensors golden = Safetensors.open(llama.resolve("golden.safetensors"))) {
      long[] ids = StoredFloats.readLongs(golden.tensor("input_ids"));
      float[] expected = StoredFloats.read(golden.tensor("logits"));
      float[] simulated = logits(Compute.SIMULATED, ids);
      assertThat(divergence(expected, simulated, expected.length / ids.length))
          .isBetween(1e-6, DIVERGENCE);
      assertThat(divergence(simulated, logits(Compute.NATIVE, ids), expected.length / ids.length))
          .isLessThan(LOGITS);
    }
  }

  private static float[] logits(Compute compute, long[] ids) {
    int[] row = Arrays.stream(ids).mapToInt(id -> (int) id).toArray();
    try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve("gptq-llama2"));
        CausalModel model =
            Models.load(
                ENGINE,
                Models.config(checkpoint.config(), "config.json"),
                new VariantWeights(ENGINE, checkpoint),
                new Computation(
                    DType.FLOAT32, Optional.empty(), Optional.empty(), name -> true, compute));
        Scope scope = ENGINE.scope()) {
      int half = row.length / 2;
      Tensor hidden =
          model.hidden(
              TokenBatch.causal(
                  List.of(Arrays.copyOf(row, half), Arrays.copyOfRange(row, half, row.length))));
      return ENGINE.toFloats(model.logits(ENGINE.reshape(hidden, row.length, hidden.size(-1))));
    }
  }

  /** Mean KL of the second from the first distribution. */
  private static double divergence(float[] expected, float[] actual, int vocabulary) {
    double sum = 0;
    for (int row = 0; row < expected.length; row += vocabulary) {
      double p = logSum(expected, row, vocabulary);
      double q = logSum(actual, row, vocabulary);
      for (int i = row; i < row + vocabulary; i++) {
        sum += Math.exp(expected[i] - p) * ((expected[i] - p) - (actual[i] - q));
      }
    }
    return sum * vocabulary / expected.length;
  }

  private static double logSum(float[] logits, int row, int vocabulary) {
    double sum = 0;
    for (int i = row; i < row + vocabulary; i++) {
      sum += Math.exp(logits[i]);
    }
    return Math.log(sum);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "{'quant_method': 'bitsandbytes', 'load_in_4bit': true} => quant_method bitsandbytes (expected compressed-tensors, quantgrid, gptq, awq, fp8, mxfp4)",
        "{'quant_method': 'gptq', 'group_size': 16} => bits missing (expected 2, 3, 4 or 8)",
        "{'quant_method': 'gptq', 'bits': 5, 'group_size': 16} => bits 5 (expected 2, 3, 4 or 8)",
        "{'quant_method': 'gptq', 'bits': 4, 'group_size': 0} => group_size 0 (expected",
        "{'quant_method': 'gptq', 'bits': 4, 'group_size': 16, 'checkpoint_format': 'marlin'} => checkpoint_format marlin (expected gptq or gptq_v2)",
        "{'quant_method': 'gptq', 'bits': 4, 'group_size': 16, 'pack_dtype': 'int64'} => pack_dtype int64",
        "{'quant_method': 'gptq', 'bits': 4, 'group_size': 16, 'dynamic': {'+:down': {'bits': 8}}} => dynamic for some modules",
        "{'quant_method': 'awq', 'bits': 8, 'group_size': 16} => bits 8 (expected 4)",
        "{'quant_method': 'awq', 'bits': 4, 'group_size': 16, 'version': 'gemv'} => version gemv (expected gemm)",
        "{'quant_method': 'fp8', 'fmt': 'e5m2'} => fmt e5m2 (expected e4m3)",
        "{'quant_method': 'fp8', 'activation_scheme': 'none'} => activation_scheme none",
        "{'quant_method': 'fp8', 'weight_block_size': [128]} => weight_block_size [128]"
      })
  void other_kinds_are_refused_by_name(String config, String reason) throws IOException {
    try (Checkpoint checkpoint = folder(config.replace('\'', '"'), List.of(tensor("x", 1)))) {
      assertThatThrownBy(() -> new VariantWeights(ENGINE, checkpoint))
          .isInstanceOf(ModelException.class)
          .hasMessageStartingWith("Cannot read quantized weights: quantization_config.")
          .hasMessageContaining(reason);
    }
  }

  @Test
  void float8_weights_without_scales_are_refused_by_name() throws IOException {
    StoredTensor weight = StoredTensor.of(WEIGHT, DType.FP8_E4M3, new byte[8], 2, 4);
    for (String more : List.of("", ", \"weight_block_size\": [2, 2]")) {
      try (Checkpoint checkpoint =
          folder("{\"quant_method\": \"fp8\"" + more + "}", List.of(weight))) {
        VariantWeights weights = new VariantWeights(ENGINE, checkpoint);
        assertThatThrownBy(() -> weights.weight(WEIGHT, DType.FLOAT32))
            .isInstanceOf(ModelException.class)
            .hasMessageContaining(WEIGHT + " is FP8_E4M3 and has no scale");
      }
    }
  }

  @Test
  void tensors_that_do_not_match_are_refused_with_the_weight_s_name() throws IOException {
    String gptq = "{\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 8}";
    StoredTensor codes = tensor("qweight", 2, 8); // 16 inputs, 8 outputs
    StoredTensor zeros = tensor("qzeros", 2, 1);
    StoredTensor scales = scales(2, 8);
    assertRefused(gptq, List.of(codes, zeros), "Cannot read tensor: " + MODULE + ".scales");
    assertRefused(gptq, List.of(codes, scales), "Cannot read tensor: " + MODULE + ".qzeros");
    assertRefused(gptq, List.of(codes, zeros, scales(1, 8)), "scales of shape [1, 8] for 2 groups");
    assertRefused(gptq, List.of(codes, tensor("qzeros", 2, 0), scales), "0 words of zero points");
    assertRefused(gptq, List.of(codes, tensor("qzeros", 1, 1), scales), "zero points");
    assertRefused(gptq, List.of(codes, zeros, scales, tensor("g_idx", 3)), "3 numbers");
    assertRefused(gptq, List.of(tensor("qweight", 2), zeros, scales), "with 1 dimensions");
    String awq = "{\"quant_method\": \"awq\", \"bits\": 4, \"group_size\": 8}";
    StoredTensor rows = tensor("qweight", 16, 1);
    assertRefused(awq, List.of(rows, tensor("qzeros", 2, 2), scales), "2 words of zero points");
    assertRefused(awq, List.of(rows, tensor("qzeros", 1, 1), scales), "zero points");
    assertRefused(awq, List.of(rows, zeros, scales(2, 4)), "scales of shape [2, 4]");
  }

  private void assertRefused(String config, List<StoredTensor> tensors, String reason)
      throws IOException {
    try (Checkpoint checkpoint = folder(config, tensors)) {
      VariantWeights weights = new VariantWeights(ENGINE, checkpoint);
      assertThatThrownBy(() -> weights.weight(WEIGHT, DType.FLOAT32))
          .isInstanceOfAny(ModelException.class, CheckpointException.class)
          .hasMessageContaining(MODULE)
          .hasMessageContaining(reason);
    }
  }

  private static StoredTensor tensor(String part, long... shape) {
    long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return StoredTensor.of(
        MODULE + "." + part, DType.INT32, new byte[(int) count * Integer.BYTES], shape);
  }

  private static StoredTensor scales(long groups, long outputs) {
    return StoredTensor.of(
        MODULE + ".scales",
        DType.FLOAT16,
        new byte[(int) (groups * outputs) * Short.BYTES],
        groups,
        outputs);
  }

  private Checkpoint folder(String config, List<StoredTensor> tensors) throws IOException {
    Files.writeString(temp.resolve("config.json"), "{\"quantization_config\": " + config + "}");
    SafetensorsWriter.write(temp.resolve("model.safetensors"), Map.of(), tensors);
    return Checkpoint.open(temp);
  }
}
