package io.quantgrid.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RougeTest {
  private static final double ROUNDING = Goldens.ROUNDING;

  @Test
  void words_of_three_letters_keep_their_ending() {
    assertThat(Rouge.STEMMED.ngrams(1, "his", "hi").f1()).isZero();
    assertThat(Rouge.STEMMED.ngrams(1, "cats", "cat").f1()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void every_value_is_rouge_scores(Rouge rouge) {
    Map<String, BiFunction<String, String, PrecisionRecall>> types =
        Map.of(
            "rouge1",
            (reference, text) -> rouge.ngrams(1, reference, text),
            "rouge2",
            (reference, text) -> rouge.ngrams(2, reference, text),
            "rougeL",
            rouge::longest,
            "rougeLsum",
            rouge::lines);
    List<Goldens.Pair> pairs = Goldens.pairs();
    assertThat(pairs).hasSize(200);
    for (Goldens.Pair pair : pairs) {
      types.forEach(
          (name, type) -> {
            List<PrecisionRecall> scores =
                pair.references().stream()
                    .map(reference -> type.apply(reference, pair.prediction()))
                    .toList();
            PrecisionRecall best = PrecisionRecall.best(scores);
            PrecisionRecall first = scores.get(0);
            JsonNode values = pair.values().get("rouge");
            assertThat(
                    new double[] {
                      first.precision(), first.recall(), first.f1(),
                      best.precision(), best.recall(), best.f1()
                    })
                .describedAs("%s of %s", name, pair.describe())
                .containsExactly(
                    Goldens.doubles(values.get(rouge == Rouge.PLAIN ? name : name + "_stem")),
                    within(ROUNDING));
          });
    }
  }

  @Test
  void every_stem_is_nltks() {
    JsonNode stems = Goldens.read("stems.json").get("stems");
    assertThat(stems.size()).isGreaterThan(4000);
    stems
        .properties()
        .forEach(
            entry ->
                assertThat(PorterStemmer.stem(entry.getKey()))
                    .describedAs(entry.getKey())
                    .isEqualTo(entry.getValue().textValue()));
  }

  @Test
  void words_are_lower_case_runs_of_letters_and_digits() {
    assertThat(Rouge.PLAIN.words(" Über-Straße: 2 CATS_run\n"))
        .containsExactly("ber", "stra", "e", "2", "cats", "run");
  }

  @Test
  void runs_have_at_least_one_word() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rouge.PLAIN.ngrams(0, "a", "a"))
        .withMessage("Cannot count runs of words: 0 (expected 1 up)");
  }
}
