package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.E8m0;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.golden.Golden;
import io.quantgrid.kernels.scheme.Packing;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scales, codes, zero points and values, bit for bit: see goldens/README.md. */
class RoundToNearestGoldenTest {
  private static final float[] MATRIX = Golden.open("formats/matrix").floats("x");

  @ParameterizedTest
  @CsvSource({
    "int8/tensor, int8_tensor",
    "int8/channel, int8_channel",
    "int8/group128, int8_group128",
    "int8/group32, int8_group32",
    "int4/tensor, int4_tensor",
    "int4/channel, int4_channel",
    "int4/group128, int4_group128",
    "int4/group32, int4_group32",
    "int3/group32, int3_group32",
    "int2/group32, int2_group32"
  })
  void integer_blocks_equal_the_reference_in_float32(String scheme, String file) {
    Golden golden = Golden.open("formats/block_" + file);
    check(quantize(scheme), golden, "ct_sym");
    QuantizedMatrix asymmetric = quantize(scheme + "/asym");
    check(asymmetric, golden, "ct_asym");
    assertThat(asymmetric.zeroPoints()).isEqualTo(golden.bytes("ct_asym.zero_point"));
  }

  @ParameterizedTest
  @CsvSource({
    "fp8_e4m3/tensor, fp8_tensor",
    "fp8_e4m3/channel, fp8_token",
    "fp8_e4m3/token, fp8_token",
    "fp8_e4m3/group128, fp8_group128"
  })
  void fp8_blocks_equal_the_reference_in_float32(String scheme, String file) {
    check(quantize(scheme), Golden.open("formats/block_" + file), "absmax");
  }

  private static QuantizedMatrix quantize(String scheme) {
    return RoundToNearest.quantize(MATRIX, 64, 256, SchemeParser.parse(scheme), Float32.TYPE);
  }

  private static void check(QuantizedMatrix matrix, Golden golden, String variant) {
    assertThat(matrix.scales()).isEqualTo(golden.floats(variant + ".scale"));
    assertThat(matrix.codes()).isEqualTo(golden.bytes(variant + ".codes"));
    float[] values = golden.floats(variant + ".dequant");
    if (matrix.scheme().element() instanceof IntegerType) {
      for (int i = 0; i < values.length; i++) {
        values[i] += 0f; // the reference kept the sign of zeros, which a stored integer cannot
      }
    }
    assertThat(matrix.dequantize()).isEqualTo(values);
  }

  @ParameterizedTest
  @CsvSource({
    "W8A8, int8/channel",
    "W4A16, int4/group128",
    "W4A16_ASYM, int4/group128/asym",
    "FP8_DYNAMIC, fp8_e4m3/channel"
  })
  void checkpoints_equal_the_library_in_bfloat16(String preset, String text) {
    Scheme scheme = SchemeParser.parse(text);
    Golden base = Golden.open("compressed-tensors/base");
    Golden golden = Golden.open("compressed-tensors/" + preset);
    int bits = scheme.element().bits();
    for (String module :
        new String[] {"model.layers.0.self_attn.k_proj", "model.layers.0.mlp.down_proj"}) {
      int[] shape = base.shape(module + ".weight");
      QuantizedMatrix matrix =
          RoundToNearest.quantize(
              base.floats(module + ".weight"), shape[0], shape[1], scheme, Bfloat16.TYPE);
      assertThat(matrix.scales()).isEqualTo(golden.floats(module + ".weight_scale"));
      if (golden.has(module + ".weight_packed")) {
        assertThat(Packing.alongColumns(matrix.codes(), shape[0], shape[1], bits))
            .isEqualTo(golden.integers(module + ".weight_packed"));
      } else {
        assertThat(matrix.codes()).isEqualTo(golden.bytes(module + ".weight"));
      }
      if (matrix.zeroPoints().length > 0) {
        int groups = matrix.zeroPoints().length / shape[0];
        assertThat(Packing.alongRows(matrix.zeroPoints(), shape[0], groups, bits))
            .isEqualTo(golden.integers(module + ".weight_zero_point"));
      }
    }
  }

  /** The recipe: G = b(b(1 / A) * 2688) with A over the tensors that are fused at run time. */
  @Test
  void nvfp4_checkpoints_equal_the_library_with_one_g_for_fused_tensors() {
    Scheme scheme = SchemeParser.parse("fp4_e2m1/group16/scale-fp8_e4m3");
    Golden base = Golden.open("compressed-tensors/base");
    Golden others = Golden.open("compressed-tensors/base_qv");
    Golden golden = Golden.open("compressed-tensors/NVFP4A16");
    String attention = "model.layers.0.self_attn.";
    String down = "model.layers.0.mlp.down_proj";
    float[] k = base.floats(attention + "k_proj.weight");
    float largest = largest(k);
    for (String name : List.of("q_proj", "v_proj")) {
      largest = Math.max(largest, largest(others.floats(attention + name + ".weight")));
    }
    float g = TensorScale.of(largest, scheme, Bfloat16.TYPE);
    checkFp4(
        RoundToNearest.quantize(k, 128, 256, scheme, Bfloat16.TYPE, g),
        golden,
        attention + "k_proj",
        Fp8E4m3.TYPE);
    QuantizedMatrix alone =
        RoundToNearest.quantize(base.floats(down + ".weight"), 256, 512, scheme, Bfloat16.TYPE);
    checkFp4(alone, golden, down, Fp8E4m3.TYPE);
    assertThat(g).isEqualTo(golden.floats(attention + "k_proj.weight_global_scale")[0]);
    assertThat(alone.tensorScale()).isEqualTo(golden.floats(down + ".weight_global_scale")[0]);
  }

  @Test
  void mxfp4_checkpoints_equal_the_library() {
    String module = "model.layers.0.self_attn.k_proj";
    float[] weights = Golden.open("compressed-tensors/base").floats(module + ".weight");
    Scheme scheme = SchemeParser.parse("fp4_e2m1/group32/e8m0-round");
    checkFp4(
        RoundToNearest.quantize(weights, 128, 256, scheme, Bfloat16.TYPE),
        Golden.open("compressed-tensors/MXFP4A16"),
        module,
        E8m0.TYPE);
  }

  @Test
  void fp8_tiles_in_checkpoints_equal_the_library() {
    String module = "model.layers.0.self_attn.k_proj";
    float[] weights = Golden.open("compressed-tensors/base").floats(module + ".weight");
    Golden golden = Golden.open("compressed-tensors/FP8_BLOCK");
    Scheme scheme = SchemeParser.parse("fp8_e4m3/block128x128");
    QuantizedMatrix matrix = RoundToNearest.quantize(weights, 128, 256, scheme, Bfloat16.TYPE);
    assertThat(matrix.scales()).isEqualTo(golden.floats(module + ".weight_scale"));
    assertThat(matrix.codes()).isEqualTo(golden.bytes(module + ".weight"));
  }

  private static void checkFp4(
      QuantizedMatrix matrix, Golden golden, String module, FloatType scaleType) {
    byte[] codes = matrix.codes();
    byte[] packed = new byte[codes.length / 2];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (byte) (codes[2 * i] | codes[2 * i + 1] << 4);
    }
    assertThat(packed).isEqualTo(golden.bytes(module + ".weight_packed"));
    byte[] scales = golden.bytes(module + ".weight_scale");
    for (int i = 0; i < scales.length; i++) {
      assertThat(matrix.scales()[i]).isEqualTo(scaleType.decode(scales[i] & 0xFF));
    }
    assertThat(matrix.scales()).hasSize(scales.length);
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
