package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.golden.Golden;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShiftedMatrixTest {
  private static final int ROWS = 64;
  private static final int COLUMNS = 256;

  /** The reference's codes and scales of the matrix of the goldens. */
  private static QuantizedMatrix golden(String scheme, String variant) {
    Golden golden = Golden.open("formats/block_zeroquant_fp4");
    return new QuantizedMatrix(
        SchemeParser.parse(scheme),
        ROWS,
        COLUMNS,
        golden.bytes(variant + ".codes"),
        golden.floats(variant + ".scale"),
        Float32.TYPE,
        new byte[0],
        1);
  }

  @ParameterizedTest
  @CsvSource({
    "fp4_e2m1/group128/m1, g128.m1",
    "fp4_e2m1/group128/m2, g128.m2_row",
    "fp4_e2m1/group128/m2-tensor, g128.m2_tensor",
    "fp4_e2m1/group32/m1, g32.m1",
    "fp4_e2m1/group32/m2, g32.m2_row",
    "fp4_e2m1/group32/m2-tensor, g32.m2_tensor"
  })
  void values_under_row_scales_are_those_of_the_groups(String scheme, String variant) {
    QuantizedMatrix matrix = golden(scheme, variant);
    ShiftedMatrix shifted = ShiftedMatrix.of(matrix);
    assertThat(shifted.groupsInFloat()).isEqualTo(outOfReach(matrix));
    assertThat(shifted.dequantize()).isEqualTo(matrix.dequantize());
    assertThat(shifted.dequantize())
        .isEqualTo(Golden.open("formats/block_zeroquant_fp4").floats(variant + ".dequant"));
  }

  /** Groups over 2^14 below the largest of their row, zeros aside, counted the slow way. */
  private static int outOfReach(QuantizedMatrix matrix) {
    int groups = COLUMNS / matrix.groupSize();
    int count = 0;
    for (int row = 0; row < ROWS; row++) {
      double largest = 0;
      for (int group = 0; group < groups; group++) {
        largest = Math.max(largest, matrix.scale(row, group));
      }
      for (int group = 0; group < groups; group++) {
        double scale = matrix.scale(row, group);
        boolean zeros = true;
        for (int i = 0; i < matrix.groupSize(); i++) {
          zeros &= (matrix.codes()[row * COLUMNS + group * matrix.groupSize() + i] & 7) == 0;
        }
        if (!zeros && scale * 0x1p14 < largest) {
          count++;
        }
      }
    }
    return count;
  }

  @Test
  void groups_beyond_the_range_or_without_a_power_of_two_stay_in_float() {
    byte[] codes = {7, 15, 7, 15, 7, 15, 7, 15, 0, 8};
    float[] scales = {0.5f, 0.5f * 0x1p-14f, 0.5f * 0x1p-15f, 0.3f, 0.1f};
    QuantizedMatrix matrix =
        new QuantizedMatrix(
            SchemeParser.parse("fp4_e2m1/group2/m1"),
            1,
            10,
            codes,
            scales,
            Float32.TYPE,
            new byte[0],
            1);
    ShiftedMatrix shifted = ShiftedMatrix.of(matrix);
    BitSet expected = new BitSet();
    expected.set(2, 4);
    assertThat(shifted.inFloat()).isEqualTo(expected);
    assertThat(shifted.groupsInFloat()).isEqualTo(2);
    assertThat(shifted.rowScales()).containsExactly(0x1p-7f);
    assertThat(Fp8E4m3.TYPE.decode(shifted.codes()[0])).isEqualTo(384);
    assertThat(Fp8E4m3.TYPE.decode(shifted.codes()[2])).isEqualTo(6 * 0x1p-8f);
    assertThat(shifted.dequantize()).isEqualTo(matrix.dequantize());
  }

  @Test
  void rows_of_zeros_and_of_tiny_scales_keep_their_values() {
    byte[] codes = {0, 8, 0, 8, 1, 7, 2, 9};
    float[] scales = {0, 0, Float.MIN_VALUE, 0x1p-147f};
    QuantizedMatrix matrix =
        new QuantizedMatrix(
            SchemeParser.parse("fp4_e2m1/group2/m1"),
            2,
            4,
            codes,
            scales,
            Float32.TYPE,
            new byte[0],
            1);
    ShiftedMatrix shifted = ShiftedMatrix.of(matrix);
    assertThat(shifted.groupsInFloat()).isZero();
    assertThat(shifted.dequantize()).isEqualTo(matrix.dequantize());
  }

  @Test
  void other_elements_are_refused() {
    QuantizedMatrix matrix =
        RoundToNearest.quantize(
            new float[4], 2, 2, SchemeParser.parse("int4/channel"), Float32.TYPE);
    assertThatThrownBy(() -> ShiftedMatrix.of(matrix))
        .hasMessage("Cannot shift int4/channel/sym into fp8_e4m3 (expected fp4_e2m1 codes)");
  }
}
