package io.quantgrid.kernels.element;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BinaryTest extends ElementTypeContract {
  @Override
  ElementType type() {
    return Binary.TYPE;
  }

  @Override
  IntStream codes() {
    return IntStream.of(-1, 1);
  }

  @Override
  float tie(float low, float high) {
    return high;
  }

  @Override
  float notANumber() {
    return 1;
  }

  @Test
  void both_zeros_are_plus_one() {
    assertThat(type().encode(0f)).isEqualTo(1);
    assertThat(type().encode(-0f)).isEqualTo(1);
    assertThat(type().encode(-Float.MIN_VALUE)).isEqualTo(-1);
  }
}
