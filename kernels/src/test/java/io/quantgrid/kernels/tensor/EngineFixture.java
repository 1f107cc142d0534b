package io.quantgrid.kernels.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every contract test of an engine needs: the engine, a scope, and numbers. */
public abstract class EngineFixture {
  /** Relative to the largest expected magnitude: float32 sums of up to 100 terms in any order. */
  static final double FLOAT32_TOLERANCE = 2e-6;

  /** Half a unit in the last place of bfloat16 (8 bits) per rounding, four roundings. */
  static final double BFLOAT16_TOLERANCE = 4 * 0x1p-9;

  /** The same for float16 (11 bits). */
  static final double FLOAT16_TOLERANCE = 4 * 0x1p-12;

  protected Engine engine;
  protected Scope scope;

  /** The engine under test. */
  protected abstract Engine open();

  /** Whether the engine computes in that floating type. */
  protected abstract boolean supports(DType dtype);

  @BeforeEach
  void openScope() {
    engine = open();
    engine.threads(1);
    scope = engine.scope();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  final Stream<DType> computed() {
    return Stream.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16).filter(this::supports);
  }

  static float[] random(int n, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** The tensor in that type. */
  final Tensor tensor(DType dtype, float[] values, long... shape) {
    return engine.cast(engine.floats(values, shape), dtype);
  }

  /** The values as that type holds them: what an oracle has to start from. */
  final float[] rounded(DType dtype, float[] values) {
    return engine.toFloats(tensor(dtype, values, values.length));
  }

  final void assertClose(Tensor actual, float[] expected) {
    double tolerance =
        switch (actual.dtype()) {
          case BFLOAT16 -> BFLOAT16_TOLERANCE;
          case FLOAT16 -> FLOAT16_TOLERANCE;
          default -> FLOAT32_TOLERANCE;
        };
    float[] values = engine.toFloats(actual);
    assertThat(values).hasSameSizeAs(expected);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    double allowed = tolerance * Math.max(1, largest);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) values[i])
          .as("entry %d of %s", i, actual)
          .isBetween(expected[i] - allowed, expected[i] + allowed);
    }
  }
}
