package io.quantgrid.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Classes and probabilities: what is counted from them. */
final class LabelMetricTest {
  private static final double ROUNDING = Goldens.ROUNDING;

  @Test
  void every_value_is_scikit_learns() {
    JsonNode sets = Goldens.read("labels.json").get("sets");
    assertThat(sets).hasSize(200);
    for (JsonNode set : sets) {
      int classes = set.get("classes").intValue();
      double[] confusion = new double[classes * classes];
      double[] calibration = new double[30];
      double brier = 0;
      double brierPositive = 0;
      int samples = set.get("gold").size();
      for (int i = 0; i < samples; i++) {
        int truth = set.get("gold").get(i).intValue();
        double[] probabilities = Goldens.doubles(set.get("probabilities").get(i));
        int predicted = highest(probabilities);
        CalibrationError.Answer answer =
            predicted == truth ? CalibrationError.Answer.RIGHT : CalibrationError.Answer.WRONG;
        confusion = CorpusMetric.sum(confusion, LabelMetric.statistics(truth, predicted, classes));
        calibration =
            CorpusMetric.sum(
                calibration,
                CalibrationError.TEN_BINS.statistics(probabilities[predicted], answer));
        brier += BrierScore.of(probabilities, truth) / samples;
        brierPositive += Math.pow(probabilities[1] - truth, 2) / samples;
      }
      for (String name : List.of("f1_macro", "f1_micro", "f1_weighted", "mcc")) {
        close(CorpusMetric.named(name).score(confusion), set, name);
      }
      close(CorpusMetric.named("ece").score(calibration), set, "ece");
      close(brier, set, "brier_score");
      if (classes == 2) {
        close(CorpusMetric.named("f1").score(confusion), set, "f1");
        close(brier / 2, set, "brier_positive");
        close(brierPositive, set, "brier_positive");
      }
    }
  }

  private static void close(double actual, JsonNode set, String name) {
    assertThat(actual)
        .describedAs("%s of %s", name, set)
        .isCloseTo(set.get(name).doubleValue(), within(ROUNDING));
  }

  private static int highest(double[] values) {
    int highest = 0;
    for (int k = 1; k < values.length; k++) {
      highest = values[k] > values[highest] ? k : highest;
    }
    return highest;
  }

  @Test
  void nothing_counted_is_no_skill() {
    double[] none = new double[4];
    for (LabelMetric metric : LabelMetric.values()) {
      assertThat(metric.score(none)).describedAs(metric.name()).isZero();
    }
    assertThat(CalibrationError.TEN_BINS.score(new double[30])).isNaN();
  }

  @Test
  void binary_f1_refuses_a_third_class() {
    double[] unused = CorpusMetric.sum(new double[9], LabelMetric.statistics(1, 1, 3));
    assertThat(LabelMetric.F1.score(unused)).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelMetric.F1.score(LabelMetric.statistics(2, 1, 3)))
        .withMessage(
            "Cannot compute f1 of class 2 (expected classes 0 and 1; f1_macro takes more)");
  }

  @Test
  void what_is_no_class_or_probability_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelMetric.statistics(0, 2, 2))
        .withMessage("Cannot count class 0, predicted 2 (expected 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelMetric.MCC.score(new double[5]))
        .withMessage("Cannot score statistics: 5 values (expected 4)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BrierScore.of(new double[] {1}, 1))
        .withMessage("Cannot score class 1 (expected 0 to 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CalibrationError.TEN_BINS.statistics(1.5, CalibrationError.Answer.RIGHT))
        .withMessage("Cannot count confidence: 1.5 (expected 0 to 1)");
  }
}
