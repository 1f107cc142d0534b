package io.quantgrid.datasets.longcontext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.TaskException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizingTest {
  /** Texts of uneven pieces: the i-th is 1 to 17 characters long. */
  private record Uneven(int smallest) implements Puzzle {
    @Override
    public String prompt(int size) {
      StringBuilder text = new StringBuilder("begin");
      for (int i = 0; i < size; i++) {
        text.append("x".repeat(1 + (i * 7919) % 17));
      }
      return text.toString();
    }

    @Override
    public List<String> answers() {
      return List.of();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 23, 100, 1001, 54_321})
  void the_longest_text_that_fits_is_found_in_few_tries(int limit) {
    Uneven puzzle = new Uneven(1);
    int best = 1;
    while (puzzle.prompt(best + 1).length() <= limit) {
      best++;
    }
    AtomicInteger tries = new AtomicInteger();
    String found =
        Sizing.longest(
            puzzle,
            limit,
            text -> {
              tries.incrementAndGet();
              return text.length();
            });
    assertThat(found).isEqualTo(puzzle.prompt(best));
    assertThat(tries.get()).isLessThan(20);
  }

  @Test
  void a_length_that_is_too_short_is_an_error() {
    assertThatThrownBy(() -> Sizing.longest(new Uneven(3), 5, String::length))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("of length 5: the shortest has ");
  }
}
