package io.quantgrid.kernels.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Factors multiply to what they came from, by the plain algorithms and by the engine's. */
class FactorsTest {
  /** Float32 sums of a few hundred terms. */
  private static final double TOLERANCE = 2e-5;

  private final Engine engine = Engines.named("torch");
  private Scope scope;

  @BeforeEach
  void open() {
    engine.threads(1);
    scope = engine.scope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private Tensor random(int rows, int columns) {
    return engine.floats(EngineFixture.random(rows * columns, 7), rows, columns);
  }

  private Tensor turned(Tensor x) {
    return engine.transpose(x, 0, 1);
  }

  private void assertClose(Tensor actual, Tensor expected) {
    float[] a = engine.toFloats(actual);
    float[] b = engine.toFloats(expected);
    assertThat(a).hasSameSizeAs(b);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(b[i]));
      difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
    }
    assertThat(difference).isLessThanOrEqualTo(TOLERANCE * largest);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 127, 128, 129, 300})
  void cholesky_factors_are_triangles_and_multiply_to_the_matrix(int n) {
    Tensor half = random(n, 2 * n);
    Tensor x = engine.matmul(half, turned(half));
    Tensor lower = engine.cholesky(x).orElseThrow();
    assertClose(engine.matmul(lower, turned(lower)), x);
    float[] values = engine.toFloats(lower);
    for (int i = 0; i < n; i++) {
      assertThat(values[i * n + i]).isPositive();
      for (int j = i + 1; j < n; j++) {
        assertThat(values[i * n + j]).isZero();
      }
    }
    double[] oracle = new double[n * n];
    float[] matrix = engine.toFloats(x);
    for (int i = 0; i < oracle.length; i++) {
      oracle[i] = matrix[i];
    }
    assertThat(BlockedCholesky.factor(oracle, n)).isTrue();
    float[] expected = new float[n * n];
    for (int i = 0; i < oracle.length; i++) {
      expected[i] = (float) oracle[i];
    }
    assertClose(lower, engine.floats(expected, n, n));
  }

  @Test
  void what_is_not_positive_definite_has_no_factor() {
    assertThat(engine.cholesky(engine.floats(new float[] {1, 2, 2, 1}, 2, 2))).isEmpty();
    assertThat(engine.cholesky(engine.zeros(DType.FLOAT32, 3, 3))).isEmpty();
    float[] late = new float[200 * 200];
    for (int i = 0; i < 200; i++) {
      late[i * 201] = i < 199 ? 1 : -1;
    }
    assertThat(engine.cholesky(engine.floats(late, 200, 200))).isEmpty();
  }

  @Test
  void triangles_are_solved() {
    float[] values = EngineFixture.random(40 * 40, 3);
    for (int i = 0; i < 40; i++) {
      for (int j = i + 1; j < 40; j++) {
        values[i * 40 + j] = 0;
      }
      values[i * 41] = 10;
    }
    Tensor lower = engine.floats(values, 40, 40);
    Tensor b = random(40, 5);
    assertClose(engine.matmul(lower, engine.triangularSolve(lower, b)), b);
    assertClose(Factors.triangularSolve(engine, lower, b), engine.triangularSolve(lower, b));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 3", "3, 5", "60, 40", "64, 64"})
  void singular_values_descend_and_multiply_to_the_matrix(int m, int n) {
    Tensor x = random(m, n);
    for (Svd svd : new Svd[] {engine.svd(x), Factors.svd(engine, x)}) {
      assertClose(engine.matmul(engine.mul(svd.left(), svd.singular()), svd.right()), x);
      float[] values = engine.toFloats(svd.singular());
      assertThat(values).hasSize(Math.min(m, n));
      for (int i = 1; i < values.length; i++) {
        assertThat(values[i]).isLessThanOrEqualTo(values[i - 1]);
      }
    }
    assertClose(Factors.svd(engine, x).singular(), engine.svd(x).singular());
  }
}
