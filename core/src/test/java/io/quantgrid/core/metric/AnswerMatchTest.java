package io.quantgrid.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class AnswerMatchTest {
  @Test
  void every_value_is_that_of_squads_script() {
    for (Goldens.Pair pair : Goldens.pairs()) {
      assertThat(AnswerMatch.exact(pair.prediction(), pair.references()))
          .describedAs(pair.describe())
          .isEqualTo(pair.values().get("squad_exact").doubleValue());
      assertThat(AnswerMatch.f1(pair.prediction(), pair.references()))
          .describedAs(pair.describe())
          .isCloseTo(pair.values().get("squad_f1").doubleValue(), within(Goldens.ROUNDING));
    }
  }

  @Test
  void case_punctuation_and_articles_do_not_count() {
    assertThat(AnswerMatch.normalized(" The  U.S.A., an island\u00a0theory _the_ über-a "))
        .isEqualTo("usa island theory übera");
  }
}
