package io.quantgrid.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EditSimilarityTest {
  @Test
  void every_distance_is_that_of_the_whole_table() {
    for (Goldens.Pair pair : Goldens.pairs()) {
      String reference = pair.references().get(0);
      int edits = pair.values().get("edits").intValue();
      int longer = Math.max(points(reference), points(pair.prediction()));
      assertThat(EditSimilarity.distance(reference, pair.prediction()))
          .describedAs(pair.describe())
          .isEqualTo(edits);
      assertThat(EditSimilarity.of(reference, pair.prediction()))
          .isCloseTo(longer == 0 ? 1 : 1 - (double) edits / longer, within(Goldens.ROUNDING));
    }
  }

  /** Around the edges of words of 64 bits. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 63, 64, 65, 127, 128, 129, 200})
  void distances_of_drawn_texts_are_those_of_the_table(int most) {
    Random random = new Random(most);
    for (int round = 0; round < 30; round++) {
      int letters = 1 + random.nextInt(6);
      String a = drawn(random, most, letters);
      String b = drawn(random, round % 2 == 0 ? most : random.nextInt(most + 1), letters);
      assertThat(EditSimilarity.distance(a, b))
          .describedAs("%s and %s", a, b)
          .isEqualTo(table(a, b));
    }
  }

  private static String drawn(Random random, int length, int letters) {
    return random
        .ints(length, 0x1f600, 0x1f600 + letters)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int table(String a, String b) {
    int[] x = a.codePoints().toArray();
    int[] y = b.codePoints().toArray();
    int[][] costs = new int[x.length + 1][y.length + 1];
    for (int i = 0; i <= x.length; i++) {
      for (int j = 0; j <= y.length; j++) {
        if (i == 0 || j == 0) {
          costs[i][j] = i + j;
        } else {
          int replaced = costs[i - 1][j - 1] + (x[i - 1] == y[j - 1] ? 0 : 1);
          costs[i][j] = Math.min(replaced, Math.min(costs[i - 1][j], costs[i][j - 1]) + 1);
        }
      }
    }
    return costs[x.length][y.length];
  }

  private static int points(String text) {
    return text.codePointCount(0, text.length());
  }
}
