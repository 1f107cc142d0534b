package io.quantgrid.kernels.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits that lower errors of outputs. */
class ClippingSearchTest {
  private static final Engine ENGINE = Engines.named("torch");
  private static final int ROWS = 6;
  private static final int COLUMNS = 32;
  private static final int TOKENS = 40;
  private static final int GRID = 20;

  private final float[] inputs = random(TOKENS * COLUMNS, 1);

  private static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      double normal = random.nextGaussian();
      out[i] = (float) (normal * normal * normal);
    }
    return out;
  }

  private float[] moments() {
    float[] out = new float[COLUMNS * COLUMNS];
    for (int i = 0; i < out.length; i++) {
      double sum = 0;
      for (int token = 0; token < TOKENS; token++) {
        sum +=
            (double) inputs[token * COLUMNS + i / COLUMNS] * inputs[token * COLUMNS + i % COLUMNS];
      }
      out[i] = (float) (sum / TOKENS);
    }
    return out;
  }

  /** Mean over the tokens of what columns {@code from .. to - 1} of the difference add, squared. */
  private double error(float[] difference, int row, int from, int to) {
    double sum = 0;
    for (int token = 0; token < TOKENS; token++) {
      double output = 0;
      for (int j = from; j < to; j++) {
        output += (double) difference[row * COLUMNS + j] * inputs[token * COLUMNS + j];
      }
      sum += output * output / TOKENS;
    }
    return sum;
  }

  /** Against trying every limit for every group on the inputs themselves. */
  @ParameterizedTest
  @ValueSource(strings = {"int3/group8/sym", "int3/group16/asym", "int4/channel/sym"})
  void each_group_gets_the_limit_of_least_error(String text) {
    Scheme scheme = SchemeParser.parse(text);
    int group = scheme.granularity().groupSize(COLUMNS);
    float[] weights = random(ROWS * COLUMNS, 3);
    float[] clipped = weights.clone();
    double share =
        ClippingSearch.clip(ENGINE, clipped, ROWS, COLUMNS, moments(), scheme, Float32.TYPE, GRID);
    int changed = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int from = 0; from < COLUMNS; from += group) {
        int at = row * COLUMNS + from;
        float[] found = java.util.Arrays.copyOfRange(clipped, at, at + group);
        float[] best = new float[0];
        double least = Double.POSITIVE_INFINITY;
        for (int step = 0; step < GRID / 2; step++) {
          float[] trial = limited(weights, at, group, 1 - (float) step / GRID);
          double error = error(differences(trial, weights, at, scheme), row, from, from + group);
          if (error < least) {
            least = error;
            best = trial;
          }
        }
        changed += best.length > 0 && !close(best, weights, at) ? 1 : 0;
        double mine = error(differences(found, weights, at, scheme), row, from, from + group);
        assertThat(mine).isEqualTo(least, offset(1e-4 * least));
      }
    }
    assertThat(changed).isPositive();
    assertThat(share * ROWS * COLUMNS / group).isEqualTo(changed, offset(1.0));
  }

  private static boolean close(float[] part, float[] weights, int at) {
    for (int i = 0; i < part.length; i++) {
      if (part[i] != weights[at + i]) {
        return false;
      }
    }
    return true;
  }

  private static float[] limited(float[] weights, int at, int group, float factor) {
    float largest = 0;
    for (int i = at; i < at + group; i++) {
      largest = Math.max(largest, Math.abs(weights[i]));
    }
    float[] out = new float[group];
    for (int i = 0; i < group; i++) {
      out[i] = Math.max(-factor * largest, Math.min(factor * largest, weights[at + i]));
    }
    return out;
  }

  /** Of one group quantized alone, in its place among zeros. */
  private static float[] differences(float[] trial, float[] weights, int at, Scheme scheme) {
    float[] rounded =
        RoundToNearest.quantize(trial, 1, trial.length, scheme, Float32.TYPE).dequantize();
    float[] out = new float[weights.length];
    for (int i = 0; i < trial.length; i++) {
      out[at + i] = rounded[i] - weights[at + i];
    }
    return out;
  }

  @Test
  void weights_that_the_grid_holds_are_not_clipped() {
    float[] weights = {7.5f, -8, 1, 0, 2, 3, 4, 7.5f};
    float[] moments = new float[64];
    for (int j = 0; j < 8; j++) {
      moments[j * 9] = 1;
    }
    float[] clipped = weights.clone();
    Scheme scheme = SchemeParser.parse("int8/channel/sym");
    assertThat(ClippingSearch.clip(ENGINE, clipped, 1, 8, moments, scheme, Float32.TYPE, 20))
        .isZero();
    assertThat(clipped).containsExactly(weights);
  }
}
