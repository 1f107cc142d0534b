package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.golden.Golden;
import io.quantgrid.kernels.scheme.Packing;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
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
}
