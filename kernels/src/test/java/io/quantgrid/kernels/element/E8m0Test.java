package io.quantgrid.kernels.element;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class E8m0Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return E8m0.TYPE;
  }

  @Override
  float tie(float low, float high) {
    return high;
  }

  @Override
  boolean roundsToNearest(float low, float high) {
    return low > type().smallest();
  }

  @Test
  void what_lies_between_the_two_smallest_values_goes_up_as_in_the_reference() {
    assertThat(type().encode(0x1p-127f)).isZero();
    assertThat(type().encode(Math.nextUp(0x1p-127f))).isEqualTo(1);
    assertThat(type().encode(Float.MIN_VALUE)).isZero();
  }

  @Test
  void zero_and_negatives_are_not_numbers() {
    for (float x : new float[] {0f, -0f, -1f, Float.NEGATIVE_INFINITY}) {
      assertThat(type().decode(type().encode(x))).isNaN();
    }
  }
}
