package io.quantgrid.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommonSubsequenceTest {
  /** Around the edges of words of 64 bits. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 63, 64, 65, 127, 128, 129, 200})
  void length_and_positions_are_those_read_from_the_table(int most) {
    Random random = new Random(most);
    for (int round = 0; round < 30; round++) {
      int words = 1 + random.nextInt(6);
      List<String> a = drawn(random, most, words);
      List<String> b = drawn(random, round % 2 == 0 ? most : random.nextInt(most + 1), words);
      BitSet expected = table(a, b);
      assertThat(CommonSubsequence.positions(a, b))
          .describedAs("%s and %s", a, b)
          .isEqualTo(expected);
      assertThat(CommonSubsequence.length(a, b)).isEqualTo(expected.cardinality());
    }
  }

  private static BitSet table(List<String> a, List<String> b) {
    int[][] lengths = new int[a.size() + 1][b.size() + 1];
    for (int i = 1; i <= a.size(); i++) {
      for (int j = 1; j <= b.size(); j++) {
        lengths[i][j] =
            a.get(i - 1).equals(b.get(j - 1))
                ? lengths[i - 1][j - 1] + 1
                : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
      }
    }
    BitSet positions = new BitSet();
    int i = a.size();
    int j = b.size();
    while (i > 0 && j > 0) {
      if (a.get(i - 1).equals(b.get(j - 1))) {
        positions.set(--i);
        j--;
      } else if (lengths[i][j - 1] > lengths[i - 1][j]) {
        j--;
      } else {
        i--;
      }
    }
    return positions;
  }

  private static List<String> drawn(Random random, int length, int words) {
    return IntStream.range(0, length)
        .mapToObj(i -> Integer.toString(random.nextInt(words)))
        .toList();
  }
}
