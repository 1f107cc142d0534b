package io.quantgrid.kernels.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PruningTest {
  private static final float[] ONES = {1, 1, 1, 1, 1, 1, 1, 1};

  @Test
  void two_of_four_go_by_magnitude_or_by_what_they_add() {
    float[] weights = {1, -4, 3, 2, 0, 0, 0, 0};
    Pruning.twoOfFour(weights, ONES);
    assertThat(weights).containsExactly(0, -4, 3, 0, 0, 0, 0, 0);
    float[] wanda = {1, -4, 3, 2, 5, 6, 7, 8};
    Pruning.twoOfFour(wanda, new float[] {9, 1, 1, 1, 1, 1, 1, 0});
    assertThat(wanda).containsExactly(1, -4, 0, 0, 0, 6, 7, 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.5, 0.99, 1})
  void every_row_loses_the_same_number(double share) {
    Random random = new Random(3);
    int columns = 30;
    float[] inputs = new float[columns];
    java.util.Arrays.fill(inputs, 1);
    float[] weights = new float[5 * columns];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1 + random.nextInt(4);
    }
    float[] pruned = weights.clone();
    Pruning.ofEveryRow(pruned, inputs, share);
    for (int row = 0; row < weights.length; row += columns) {
      float largestGone = 0;
      float smallestKept = Float.POSITIVE_INFINITY;
      int gone = 0;
      for (int i = row; i < row + columns; i++) {
        if (pruned[i] == 0) {
          gone++;
          largestGone = Math.max(largestGone, weights[i]);
        } else {
          assertThat(pruned[i]).isEqualTo(weights[i]);
          smallestKept = Math.min(smallestKept, weights[i]);
        }
      }
      assertThat(gone).isEqualTo((int) (share * columns));
      assertThat(largestGone).isLessThanOrEqualTo(smallestKept);
    }
  }

  @Test
  void of_equals_the_first_go() {
    assertThat(Pruning.lowest(new float[] {2, 1, 2, 2, 3}, 3))
        .containsExactly(true, true, true, false, false);
    assertThat(Pruning.lowest(new float[0], 0)).isEmpty();
  }

  @Test
  void rows_of_other_widths_have_no_fours() {
    assertThatThrownBy(() -> Pruning.twoOfFour(new float[6], new float[6]))
        .hasMessage("Cannot prune 2:4: 6 columns (expected a multiple of 4)");
  }
}
