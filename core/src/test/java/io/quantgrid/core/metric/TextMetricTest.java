package io.quantgrid.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextMetricTest {
  private static final double ROUNDING = Goldens.ROUNDING;
  private static final List<Goldens.Pair> PAIRS = Goldens.pairs();

  static Stream<Arguments> metrics() {
    LetterCase lowered = LetterCase.LOWERED;
    LetterCase kept = LetterCase.KEPT;
    Map<String, TextMetric> metrics =
        Map.ofEntries(
            Map.entry("bleu", Bleu.DEFAULT),
            Map.entry(
                "bleu_lower_intl",
                new Bleu(BleuTokenizer.INTERNATIONAL, lowered, Bleu.Smoothing.EXPONENTIAL)),
            Map.entry("bleu_none_floor", new Bleu(BleuTokenizer.NONE, kept, Bleu.Smoothing.FLOOR)),
            Map.entry(
                "bleu_char_addk", new Bleu(BleuTokenizer.CHARACTERS, kept, Bleu.Smoothing.ADD_ONE)),
            Map.entry("bleu_zh_none", new Bleu(BleuTokenizer.CHINESE, kept, Bleu.Smoothing.NONE)),
            Map.entry("chrf", Chrf.CHRF),
            Map.entry("chrf++", Chrf.CHRF_PLUS_PLUS),
            Map.entry("chrf_lower_spaces", new Chrf(0, lowered, Chrf.Spaces.COUNTED)),
            Map.entry("ter", Ter.DEFAULT),
            Map.entry("ter_normalized", new Ter(kept, Ter.Punctuation.APART)),
            Map.entry("ter_no_punctuation", new Ter(lowered, Ter.Punctuation.REMOVED)));
    return metrics.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void every_sentence_has_sacrebleus_value(String name, TextMetric metric) {
    for (Goldens.Pair pair : PAIRS) {
      assertThat(metric.sentence(pair.prediction(), pair.references()))
          .describedAs(pair.describe())
          .isCloseTo(pair.values().get("sentence").get(name).doubleValue(), within(ROUNDING));
    }
  }

  /** Statistics are added in parts and in any order, as partitions of a data set are. */
  @ParameterizedTest
  @MethodSource("metrics")
  void the_corpus_has_sacrebleus_value(String name, TextMetric metric) {
    JsonNode expected = Goldens.read("texts.json").get("corpus").get(name);
    List<double[]> statistics = new ArrayList<>();
    PAIRS.forEach(pair -> statistics.add(metric.statistics(pair.prediction(), pair.references())));
    Collections.shuffle(statistics, new Random(3));
    double[] first = statistics.subList(0, 77).stream().reduce(CorpusMetric::sum).orElseThrow();
    double[] second = statistics.subList(77, 200).stream().reduce(CorpusMetric::sum).orElseThrow();
    assertThat(metric.score(CorpusMetric.sum(second, first)))
        .isCloseTo(expected.doubleValue(), within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bleu", "chrf", "chrf++", "ter"})
  void names_are_lm_evals(String name) {
    TextMetric metric = TextMetric.named(name);
    double expected = Goldens.read("texts.json").get("corpus").get(name).doubleValue();
    double[] sum =
        PAIRS.stream()
            .map(pair -> metric.statistics(pair.prediction(), pair.references()))
            .reduce(CorpusMetric::sum)
            .orElseThrow();
    assertThat(CorpusMetric.named(name).score(sum)).isCloseTo(expected, within(ROUNDING));
  }

  @Test
  void unknown_names_and_wrong_statistics_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CorpusMetric.named("meteor"))
        .withMessageStartingWith("Cannot find metric: meteor (expected one of bleu, chrf,");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bleu.DEFAULT.score(new double[3]))
        .withMessage("Cannot score statistics: 3 values (expected 10)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CorpusMetric.sum(new double[2], new double[3]))
        .withMessage("Cannot score statistics: 3 values (expected 2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Chrf.CHRF.statistics("a", List.of()))
        .withMessage("Cannot compare with references: [] (expected at least one)");
  }
}
