package io.quantgrid.kernels.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {
  /** Rounding of sums in float32. */
  private static final double ROUNDING = 1e-5;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64, 67, 96, 128, 576})
  void rotations_without_hadamard_are_orthogonal_and_have_inverses(int n) {
    Rotation rotation = Rotation.withoutHadamard(n, 5);
    float[] rows = new float[n * n];
    for (int i = 0; i < n; i++) {
      rows[i * n + i] = 1;
    }
    rotation.apply(rows);
    for (int i = 0; i < n; i += Math.max(1, n / 8)) {
      for (int j = 0; j < n; j++) {
        double dot = 0;
        for (int k = 0; k < n; k++) {
          dot += (double) rows[i * n + k] * rows[j * n + k];
        }
        int expected = i == j ? 1 : 0;
        assertThat(dot).isBetween(expected - ROUNDING, expected + ROUNDING);
      }
    }
    rotation.applyInverse(rows);
    for (int i = 0; i < rows.length; i++) {
      int expected = i % (n + 1) == 0 ? 1 : 0;
      assertThat((double) rows[i]).isBetween(expected - ROUNDING, expected + ROUNDING);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -4})
  void nothing_cannot_be_rotated(int n) {
    assertThatThrownBy(() -> Rotation.withoutHadamard(n, 1))
        .hasMessage("Cannot rotate " + n + " numbers (expected 1 or more)");
  }
}
