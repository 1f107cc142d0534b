package io.quantgrid.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

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

  private static int points(String text) {
    return text.codePointCount(0, text.length());
  }
}
