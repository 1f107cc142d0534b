package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.scheme.Symmetry;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackTest {
  private static final int COLUMNS = 12;

  private static QuantizedMatrix random(String text, int rows, int columns, float tensorScale) {
    Scheme scheme = SchemeParser.parse(text);
    Random random = new Random(rows);
    byte[] codes = new byte[rows * columns];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) (random.nextInt(16) - 8);
    }
    float[] scales = new float[(int) QuantizedMatrix.scales(scheme, rows, columns)];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = 0.5f + random.nextFloat();
    }
    byte[] zeroPoints = new byte[scheme.symmetry() == Symmetry.ASYMMETRIC ? scales.length : 0];
    random.nextBytes(zeroPoints);
    return new QuantizedMatrix(
        scheme, rows, columns, codes, scales, Bfloat16.TYPE, zeroPoints, tensorScale);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int4/channel",
        "int4/group4/asym",
        "int8/tensor",
        "int8/tensor/asym",
        "int8/block4x8",
        "int8/group4/scale-fp8_e4m3"
      })
  void a_stack_holds_the_values_of_its_parts_one_after_another(String scheme) {
    List<QuantizedMatrix> parts =
        List.of(
            random(scheme, 8, COLUMNS, 4),
            random(scheme, 4, COLUMNS, 4),
            random(scheme, 3, COLUMNS, 4));
    QuantizedMatrix stack = Stack.of(parts).orElseThrow();
    assertThat(stack.rows()).isEqualTo(15);
    float[] values = stack.dequantize();
    int at = 0;
    for (QuantizedMatrix part : parts) {
      for (float value : part.dequantize()) {
        assertThat(values[at++]).isEqualTo(value);
      }
    }
    assertThat(at).isEqualTo(values.length);
  }

  @Test
  void what_one_matrix_cannot_hold_is_not_stacked() {
    QuantizedMatrix tiles = random("int8/block4x8", 6, COLUMNS, 1);
    assertThat(Stack.of(List.of(tiles, tiles))).isEmpty();
    QuantizedMatrix one = random("int8/group4/scale-fp8_e4m3", 4, COLUMNS, 2);
    QuantizedMatrix other = random("int8/group4/scale-fp8_e4m3", 4, COLUMNS, 3);
    assertThat(Stack.of(List.of(one, other))).isEmpty();
    assertThat(
            Stack.of(
                List.of(
                    random("int4/channel", 4, COLUMNS, 1), random("int8/channel", 4, COLUMNS, 1))))
        .isEmpty();
  }

  @Test
  void a_single_matrix_stays_what_it_is() {
    QuantizedMatrix whole = random("int8/tensor", 4, COLUMNS, 1);
    assertThat(Stack.of(List.of(whole))).containsSame(whole);
    assertThat(Stack.of(List.of(whole, whole)).orElseThrow().scheme().granularity())
        .isEqualTo(new Granularity.PerChannel());
  }
}
