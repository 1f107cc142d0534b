package io.quantgrid.kernels.ggml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.golden.Golden;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class GgmlTypeTest {
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"F32", "F16", "F64"})
  void every_block_type_decodes_to_the_bits_of_the_reference(GgmlType type) {
    Golden golden = Golden.open("gguf/" + type);
    assertThat(golden.shape("bytes")[1]).isEqualTo(type.blockBytes());
    decodes(type, golden.bytes("bytes"), golden.floats("values"));
    if (golden.has("quantize.bytes")) {
      decodes(type, golden.bytes("quantize.bytes"), golden.floats("quantize.values"));
    }
  }

  private static void decodes(GgmlType type, byte[] bytes, float[] expected) {
    int blocks = bytes.length / type.blockBytes();
    byte[] moved = new byte[bytes.length + 3];
    System.arraycopy(bytes, 0, moved, 3, bytes.length);
    float[] out = new float[expected.length + 5];
    type.decode(moved, 3, blocks, out, 5);
    assertThat(bits(Arrays.copyOfRange(out, 5, out.length))).isEqualTo(bits(expected));
    assertThat(out).startsWith(0, 0, 0, 0, 0);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void single_numbers_are_widened_or_rounded() {
    ByteBuffer in = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    in.putFloat(1.5f).putDouble(0.1).putShort((short) 0x3555).putShort((short) 0x8001);
    in.putShort((short) 0xFC00).putShort((short) 0x7BFF).putShort((short) 0x8000);
    float[] out = new float[7];
    GgmlType.F32.decode(in.array(), 0, 1, out, 0);
    GgmlType.F64.decode(in.array(), 4, 1, out, 1);
    GgmlType.F16.decode(in.array(), 12, 5, out, 2);
    assertThat(out)
        .containsExactly(1.5f, 0.1f, 0x1.554p-2f, -0x1p-24f, Float.NEGATIVE_INFINITY, 65504, -0.0f);
  }

  @Test
  void the_grids_are_those_of_the_reference() {
    Golden tables = Golden.open("gguf/iq_tables");
    Map<String, float[]> grids =
        Map.of(
            "IQ1_S", Grids.IQ1_S,
            "IQ2_S", Grids.IQ2_S,
            "IQ2_XS", Grids.IQ2_XS,
            "IQ2_XXS", Grids.IQ2_XXS,
            "IQ3_S", Grids.IQ3_S,
            "IQ3_XXS", Grids.IQ3_XXS);
    grids.forEach(
        (name, grid) -> {
          int[] expected = tables.integers(name);
          assertThat(grid).as(name).hasSize(expected.length);
          for (int i = 0; i < grid.length; i++) {
            assertThat(grid[i]).isEqualTo(expected[i]);
          }
        });
    int[] signs = tables.integers("ksigns");
    for (int i = 0; i < signs.length; i++) {
      assertThat(Grids.signs(i)).isEqualTo(signs[i]);
    }
  }

  /** What a hostile file may hold. */
  @ParameterizedTest
  @EnumSource
  void any_bytes_decode(GgmlType type) {
    byte[] bytes = new byte[64 * type.blockBytes()];
    new Random(type.id()).nextBytes(bytes);
    float[] out = new float[64 * type.blockValues()];
    type.decode(bytes, 0, 64, out, 0);
    assertThat(GgmlType.of(type.id())).isSameAs(type);
    assertThatThrownBy(() -> type.decode(bytes, 1, 64, out, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> type.decode(bytes, 0, 64, out, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "4, '4, Q4_2, removed from ggml (expected one of F32, F16, BF16'",
    "9, '9, Q8_1, made while computing'",
    "26, '26, I32, integers'",
    "33, '33, Q4_0_8_8, removed from ggml'",
    "41, '41, Q1_0, which has no reference decoder'",
    "42, '42 (expected'",
    "-1, '4294967295 (expected'"
  })
  void other_ids_are_refused_by_name(int id, String words) {
    assertThatThrownBy(() -> GgmlType.of(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot decode ggml type: " + words)
        .hasMessageEndingWith("MXFP4, NVFP4)");
  }
}
