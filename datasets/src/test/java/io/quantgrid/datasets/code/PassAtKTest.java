package io.quantgrid.datasets.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PassAtKTest {
  /** A product of a few factors in double. */
  private static final double ROUNDING = 1e-12;

  @Test
  void the_estimate_is_the_share_of_draws_that_hold_a_right_one() {
    for (int n = 1; n <= 8; n++) {
      for (int correct = 0; correct <= n; correct++) {
        for (int k = 1; k <= n; k++) {
          assertThat(PassAtK.of(n, correct, k)).isCloseTo(counted(n, correct, k), within(ROUNDING));
        }
      }
    }
    assertThat(PassAtK.of(200, 1, 100)).isCloseTo(0.5, within(ROUNDING));
  }

  /** Over all subsets of k programs, of which the first are right. */
  private static double counted(int n, int correct, int k) {
    int all = 0;
    int hit = 0;
    for (int set = 0; set < 1 << n; set++) {
      if (Integer.bitCount(set) == k) {
        all++;
        hit += (set & ((1 << correct) - 1)) != 0 ? 1 : 0;
      }
    }
    return (double) hit / all;
  }

  @Test
  void more_draws_than_programs_are_refused() {
    assertThatThrownBy(() -> PassAtK.of(3, 1, 4)).hasMessageStartingWith("Cannot compute pass@4");
  }

  @Test
  void blocks_are_found_as_the_harness_finds_them_but_begin_with_their_first_word() {
    assertThat(CodeBlocks.first("python\nx = 1\n```\nmore")).isEqualTo("x = 1");
    assertThat(CodeBlocks.first("x = 1\n```")).isEqualTo("x = 1");
    assertThat(CodeBlocks.first("Here:\n```python\ny\n```")).isEqualTo("Here:");
    assertThat(CodeBlocks.first("no fence")).isEmpty();
    assertThat(CodeBlocks.beforeFence("a\n```\nb")).isEqualTo("a\n");
    assertThat(CodeBlocks.beforeFence("a")).isEqualTo("a");
  }
}
