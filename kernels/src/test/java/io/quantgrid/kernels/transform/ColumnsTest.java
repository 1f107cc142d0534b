package io.quantgrid.kernels.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class ColumnsTest {
  // [2, 3]
  private static float[] matrix() {
    return new float[] {1, -2, 3, -4, 5, 6};
  }

  @Test
  void figures_of_columns_are_those_of_their_values() {
    float[] largest = {0, 9, 0};
    Columns.raiseToAbsMax(largest, matrix());
    assertThat(largest).containsExactly(4, 9, 6);
    float[] low = {0, 0, 0};
    float[] high = {0, 0, 0};
    Columns.widenToRange(low, high, matrix());
    assertThat(low).containsExactly(-4, -2, 0);
    assertThat(high).containsExactly(1, 5, 6);
  }

  @Test
  void shares_are_of_the_largest_weight_in_the_group() {
    double[] sums = new double[3];
    Columns.addShareOfGroup(sums, matrix(), 2);
    assertThat(sums[0]).isEqualTo(1 / 2.0 + 4 / 5.0, offset(1e-5));
    assertThat(sums[1]).isEqualTo(2, offset(1e-5));
    assertThat(sums[2]).isEqualTo(2, offset(1e-5));
  }

  @Test
  void columns_are_multiplied_and_rows_divided() {
    float[] matrix = matrix();
    Columns.multiply(matrix, new float[] {1, 2, 0});
    assertThat(matrix).containsExactly(1, -4, 0, -4, 10, 0);
    Columns.divideRows(matrix, new float[] {1, 2});
    assertThat(matrix).containsExactly(1, -4, 0, -2, 5, 0);
    assertThat(Columns.transpose(matrix, 2, 3)).containsExactly(1, -2, -4, 5, 0, 0);
  }

  @Test
  void no_rows_are_no_trouble() {
    Columns.divideRows(new float[0], new float[0]);
    assertThat(Columns.transpose(new float[0], 0, 3)).isEmpty();
  }
}
