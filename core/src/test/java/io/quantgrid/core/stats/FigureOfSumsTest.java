package io.quantgrid.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.Observations;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FigureOfSumsTest {
  /** The same additions in another order. */
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest
  @EnumSource(names = {"F1", "F1_MACRO", "MCC"})
  void figures_of_classes_are_those_of_the_aggregation(Aggregation aggregation) {
    Random random = new Random(5);
    FigureOfSums figure = new FigureOfSums(aggregation);
    for (int repeat = 0; repeat < 50; repeat++) {
      int classes = 1 + random.nextInt(4);
      double[][] pairs = new double[1 + random.nextInt(20)][];
      Arrays.setAll(pairs, i -> new double[] {random.nextInt(classes), random.nextInt(classes)});
      double[] sums = new double[0];
      for (double[] pair : pairs) {
        sums =
            plus(sums, figure.statistics(new Measured(0, 1, pair, Optional.empty(), Double.NaN)));
      }
      Observations items = new Observations(new double[pairs.length], new long[0], pairs);
      assertThat(figure.value(sums))
          .as(Arrays.deepToString(pairs))
          .isCloseTo(aggregation.value(items), within(ROUNDING));
    }
  }

  private static double[] plus(double[] a, double[] b) {
    double[] sums = Arrays.copyOf(a, Math.max(a.length, b.length));
    for (int i = 0; i < b.length; i++) {
      sums[i] += b[i];
    }
    return sums;
  }
}
