package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputErrorTest {
  private static float[] numbers(int count, long seed) {
    Random random = new Random(seed);
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  @Test
  void output_errors_are_the_mean_square_of_outputs() {
    Engine engine = Engines.named("torch");
    int columns = 16;
    int rows = 5;
    int tokens = 40;
    float[] x = numbers(tokens * columns, 1);
    float[] matrix = numbers(rows * columns, 2);
    float[] moments = new float[columns * columns];
    double expected = 0;
    for (int token = 0; token < tokens; token++) {
      for (int i = 0; i < columns; i++) {
        for (int j = 0; j < columns; j++) {
          moments[i * columns + j] += x[token * columns + i] * x[token * columns + j] / tokens;
        }
      }
      for (int row = 0; row < rows; row++) {
        double output = 0;
        for (int i = 0; i < columns; i++) {
          output += (double) matrix[row * columns + i] * x[token * columns + i];
        }
        expected += output * output / tokens / rows;
      }
    }
    try (OutputError outputs = new OutputError(engine, moments, columns);
        OutputError none = new OutputError(engine, new float[0], 0)) {
      assertThat(outputs.mean(matrix)).isCloseTo(expected, within(expected * 1e-5));
      assertThat(outputs.of(matrix)).isCloseTo(expected * rows, within(expected * rows * 1e-5));
      assertThat(outputs.mean(new float[rows * columns])).isZero();
      assertThat(outputs.of(new float[rows * columns])).isZero();
      assertThat(none.mean(new float[0])).isZero();
    }
  }
}
