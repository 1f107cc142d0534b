package io.quantgrid.jobs.against;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Expected values from scipy 1.18.1: {@code t.sf} and {@code
 * ttest_ind_from_stats(equal_var=False)}.
 */
class SignificanceTest {
  /** Printed with ten digits. */
  private static final Offset<Double> DIGITS = within(1e-9);

  @Test
  void means_are_compared_by_students_t() {
    assertThat(Significance.pairedT(0.5, 2, 64)).isCloseTo(0.04981576369904, DIGITS);
    assertThat(Significance.pairedT(0, 0, 5)).isEqualTo(1);
    assertThat(Significance.pairedT(0.1, 0, 5)).isZero();
    assertThat(Significance.welch(1.0, 4.0, 20, 2.0, 9.0, 30))
        .hasValueSatisfying(p -> assertThat(p).isCloseTo(0.1637535474104, DIGITS));
    assertThat(Significance.welch(1.0, null, 1, 2.0, 9.0, 30)).isEmpty();
  }
}
