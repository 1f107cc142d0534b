package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadTest {
  /** Ranks are of values rounded to bfloat16. */
  private static final double BFLOAT16 = 1.0 / 256;

  private static final double DOUBLE = 1e-9;

  private static float[] numbers(int count, double shift) {
    Random random = new Random(5);
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      double heavy = random.nextInt(500) == 0 ? 12 : 1;
      out[i] = (float) (random.nextGaussian() * heavy + shift);
    }
    return out;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, -40})
  void figures_are_those_of_sorting_and_summing_in_two_passes(double shift) {
    float[] values = numbers(20_000, shift);
    Spread spread = new Spread();
    spread.add(Arrays.copyOf(values, 7_000));
    spread.add(Arrays.copyOfRange(values, 7_000, values.length));
    double mean = 0;
    for (float x : values) {
      mean += (double) x / values.length;
    }
    double second = 0;
    double fourth = 0;
    for (float x : values) {
      second += Math.pow(x - mean, 2) / values.length;
      fourth += Math.pow(x - mean, 4) / values.length;
    }
    double deviation = Math.sqrt(second);
    long far = 0;
    double[] magnitudes = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      far += Math.abs(values[i] - mean) > 6 * deviation ? 1 : 0;
      magnitudes[i] = Math.abs(values[i]);
    }
    Arrays.sort(magnitudes);
    assertThat(spread.count()).isEqualTo(values.length);
    assertThat(spread.mean()).isCloseTo(mean, within(DOUBLE));
    assertThat(spread.deviation()).isCloseTo(deviation, within(DOUBLE));
    assertThat(spread.kurtosis()).isCloseTo(fourth / (second * second) - 3, within(1e-6));
    assertThat(spread.outlierShare() * values.length).isCloseTo((double) far, within(5.0));
    for (double percent : new double[] {50, 90, 99, 99.9, 99.99, 100}) {
      double exact = magnitudes[(int) Math.ceil(percent / 100 * values.length) - 1];
      assertThat(spread.magnitude(percent)).isCloseTo(exact, within(exact * BFLOAT16));
    }
    long[] bins = spread.bins(64);
    assertThat(Arrays.stream(bins).sum()).isEqualTo(values.length);
    int middle = (int) ((mean - spread.min()) / (spread.max() - spread.min()) * 64);
    assertThat(bins[middle]).isEqualTo(Arrays.stream(bins).max().orElseThrow());
  }

  @Test
  void nothing_and_equal_numbers_have_no_spread() {
    Spread none = new Spread();
    assertThat(none.mean() + none.deviation() + none.kurtosis() + none.magnitude(50)).isZero();
    assertThat(none.bins(4)).containsExactly(0, 0, 0, 0);
    Spread equal = new Spread();
    equal.add(new float[] {2, 2, 2});
    assertThat(equal.deviation()).isZero();
    assertThat(equal.kurtosis()).isZero();
    assertThat(equal.outlierShare()).isZero();
    assertThat(equal.bins(4)).containsExactly(3, 0, 0, 0);
    Spread largest = new Spread();
    largest.add(new float[] {Float.MAX_VALUE, -Float.MIN_VALUE, 0});
    assertThat(largest.magnitude(100))
        .isCloseTo(Float.MAX_VALUE, within(BFLOAT16 * Float.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void what_is_not_finite_is_refused(float x) {
    assertThatThrownBy(() -> new Spread().add(new float[] {1, x}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(x + " (expected finite numbers)");
  }

  @Test
  void columns_are_looked_at_one_by_one() {
    ColumnSpread spread = new ColumnSpread(3);
    assertThat(spread.absMax()).containsExactly(0, 0, 0);
    spread.add(new float[] {1, -2, 0});
    spread.add(new float[] {3, -4, 0, -5, 0, 0});
    assertThat(spread.rows()).isEqualTo(3);
    assertThat(spread.min()).containsExactly(-5, -4, 0);
    assertThat(spread.max()).containsExactly(3, 0, 0);
    assertThat(spread.absMax()).containsExactly(5, 4, 0);
    assertThat(spread.mean()).containsExactly(-1 / 3f, -2, 0);
    assertThat(spread.absMean()).containsExactly(3, 2, 0);
    assertThat(spread.largestOverMedian()).isEqualTo(5.0 / 4);
    assertThatThrownBy(() -> spread.add(new float[4])).hasMessageContaining("rows of 3");
  }
}
