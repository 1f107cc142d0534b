package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhiloxTest {
  /** Five standard deviations of the mean of 20000 even numbers from 0 to 1. */
  private static final double MEAN = 5 * Math.sqrt(1 / 12.0 / 20_000);

  /** The known answers that Random123 1.14 ships (kat_vectors, philox4x32 10). */
  @Test
  void words_are_those_of_the_published_vectors() {
    assertThat(Philox.words(new int[4], new int[2]))
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(Philox.words(new int[] {-1, -1, -1, -1}, new int[] {-1, -1}))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(
            Philox.words(
                new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                new int[] {0xa4093822, 0x299f31d0}))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void each_coordinate_counts_and_numbers_are_even_from_0_to_1() {
    Set<Double> seen = new HashSet<>();
    double sum = 0;
    int count = 0;
    for (int step = 0; step < 500; step++) {
      for (long document : new long[] {0, 1, 1L << 32, Long.MAX_VALUE, -1}) {
        for (int repeat = 0; repeat < 4; repeat++) {
          for (long seed : new long[] {1234, 1L << 40}) {
            double uniform = Philox.uniform(seed, document, repeat, step);
            assertThat(uniform).isBetween(0.0, Math.nextDown(1.0));
            seen.add(uniform);
            sum += uniform;
            count++;
          }
        }
      }
    }
    assertThat(seen).hasSize(count);
    assertThat(sum / count).isCloseTo(0.5, within(MEAN));
    assertThat(Philox.uniform(5, 6, 7, 8)).isEqualTo(Philox.uniform(5, 6, 7, 8));
  }
}
