package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.stored.Layout;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.element.Fp4E2m1;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every checkpoint that the library wrote is read to the values that its documentation gives,
 * computed here from the raw tensors one weight at a time.
 */
@SuppressWarnings("try") // scopes free what is made while they are open
class LibraryLayoutTest {
  private static final Engine ENGINE = Engines.named("torch");

  @TempDir private Path scratch;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "W8A8",
        "W4A16",
        "W4A16_ASYM",
        "FP8_DYNAMIC",
        "FP8_BLOCK",
        "NVFP4",
        "NVFP4A16",
        "MXFP4A16",
        "GPTQ_W4A16",
        "GPTQ_W4A16_static",
        "GPTQ_W4A16_group",
        "AWQ_W4A16",
        "AWQ_W4A16_ASYM",
        "SmoothQuant_W8A8"
      })
  void weights_are_what_the_formula_says(String preset) {
    try (Checkpoint golden = GoldenCheckpoint.open(preset, scratch)) {
      VariantWeights weights = new VariantWeights(ENGINE, golden);
      List<String> modules =
          golden.names().stream()
              .filter(name -> name.endsWith(".weight_scale"))
              .map(name -> name.substring(0, name.length() - ".weight_scale".length()))
              .toList();
      assertThat(modules).hasSizeGreaterThanOrEqualTo(4);
      for (String module : modules) {
        try (Scope scope = ENGINE.scope()) {
          float[] actual = ENGINE.toFloats(weights.weight(module + ".weight", DType.FLOAT32));
          assertThat(actual).as(module).isEqualTo(formula(golden, module, actual.length));
        }
        assertThat(weights.isQuantized(module + ".weight")).isTrue();
        assertThat(weights.quantized(module + ".weight").isPresent())
            .as("groups of consecutive columns")
            .isEqualTo(!preset.equals("GPTQ_W4A16_group"));
      }
    }
  }

  /** In floats where the library decodes in floats: a code times a scale, one rounding each. */
  private static float[] formula(Checkpoint golden, String module, int count) {
    StoredTensor scale = golden.tensor(module + ".weight_scale");
    boolean packed = golden.has(module + ".weight_packed");
    StoredTensor codes = golden.tensor(module + (packed ? ".weight_packed" : ".weight"));
    ByteBuffer bytes = codes.bytes().get(0);
    int rows = (int) codes.shape()[0];
    int columns = count / rows;
    float[] out = new float[count];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int at = row * columns + column;
        float code =
            switch (codes.dtype()) {
              case INT8 -> bytes.get(at);
              case FP8_E4M3 -> Fp8E4m3.TYPE.decode(bytes.get(at) & 0xFF);
              case UINT8 -> Fp4E2m1.TYPE.decode(bytes.get(at / 2) >>> (at % 2 * 4) & 15);
              default ->
                  (bytes.getInt(at / 8 * 4) >>> (at % 8 * 4) & 15)
                      - zero(golden, module, row, group(golden, module, column));
            };
        out[at] = code * scale(golden, module, scale, rows, columns, row, column);
      }
    }
    return out;
  }

  private static int group(Checkpoint golden, String module, int column) {
    String index = module + ".weight_g_idx";
    return golden.has(index)
        ? golden.tensor(index).bytes().get(0).getInt(4 * column)
        : column / 128;
  }

  private static int zero(Checkpoint golden, String module, int row, int group) {
    String name = module + ".weight_zero_point";
    if (!golden.has(name)) {
      return 8;
    }
    StoredTensor words = golden.tensor(name);
    int word = words.bytes().get(0).getInt((int) (row / 8 * words.shape()[1] + group) * 4);
    return word >>> (row % 8 * 4) & 15;
  }

  private static float scale(
      Checkpoint golden,
      String module,
      StoredTensor scale,
      int rows,
      int columns,
      int row,
      int column) {
    ByteBuffer bytes = scale.bytes().get(0);
    int across = (int) scale.shape()[1];
    boolean tiles = scale.shape()[0] < rows;
    int down = tiles ? row / 128 : row;
    int group =
        golden.has(module + ".weight_g_idx")
            ? group(golden, module, column)
            : column / (tiles ? 128 : columns / across);
    int at = down * across + group;
    return switch (scale.dtype()) {
      case UINT8 -> (float) Math.pow(2, (bytes.get(at) & 0xFF) - 127);
      case FP8_E4M3 ->
          Fp8E4m3.TYPE.decode(bytes.get(at) & 0xFF)
              / golden.tensor(module + ".weight_global_scale").bytes().get(0).getFloat(0);
      default -> Float.intBitsToFloat(bytes.getShort(2 * at) << 16);
    };
  }

  @Test
  void static_scales_are_read_beside_the_weights() {
    try (Checkpoint golden = GoldenCheckpoint.open("NVFP4", scratch)) {
      VariantWeights weights = new VariantWeights(ENGINE, golden);
      assertThat(weights.inputScale("model.layers.0.mlp.down_proj.weight").orElseThrow().scale())
          .isEqualTo(41f);
      assertThat(weights.inputScale("model.norm.weight")).isEmpty();
    }
  }

  @Test
  void a_layout_that_is_not_known_is_named() {
    assertThatThrownBy(() -> Layout.named("marlin-24"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("quantization_config.format marlin-24 (expected one of nvfp4-pack");
  }
}
