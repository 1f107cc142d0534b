package io.quantgrid.kernels.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.Layers;
import io.quantgrid.kernels.solve.RoundToNearest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MixedGroupsTest {
  private static QuantizedMatrix matrix(String scheme, int columns) {
    float[] weights = Layers.weights(3, columns, columns);
    Scheme parsed = SchemeParser.parse(scheme);
    return RoundToNearest.quantize(weights, 3, columns, parsed, Bfloat16.TYPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"int4/%s/asym", "int3/%s", "int8/%s/asym", "fp4_e2m1/%s", "nf4/%s"})
  void reading_the_arrays_gives_the_form(String scheme) {
    List<QuantizedMatrix> blocks =
        List.of(
            matrix(scheme.formatted("group4"), 8),
            matrix(scheme.formatted("group16"), 16),
            matrix(scheme.formatted("group2"), 6));
    MixedGroups form = new MixedGroups(blocks);
    FormRoundTrip.check(form);
  }

  @Test
  void values_are_those_of_the_blocks_side_by_side() {
    QuantizedMatrix left = matrix("int4/group4", 8);
    QuantizedMatrix right = matrix("int4/group2", 2);
    float[] values = new MixedGroups(List.of(left, right)).dequantize();
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 8; column++) {
        assertThat(values[row * 10 + column]).isEqualTo(left.dequantize()[row * 8 + column]);
      }
      for (int column = 0; column < 2; column++) {
        assertThat(values[row * 10 + 8 + column]).isEqualTo(right.dequantize()[row * 2 + column]);
      }
    }
  }

  @Test
  void blocks_of_different_elements_are_refused() {
    List<QuantizedMatrix> blocks = List.of(matrix("int4/group4", 8), matrix("int3/group4", 8));
    assertThatThrownBy(() -> new MixedGroups(blocks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("int3/group4");
  }
}
