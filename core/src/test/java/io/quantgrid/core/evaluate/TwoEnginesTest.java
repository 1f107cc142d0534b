package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.kernels.scheme.KvScheme;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The second engine scores and decides as the first one and as lm-evaluation-harness do. */
final class TwoEnginesTest {
  /** Float32 in another order: sums over up to a few hundred tokens. */
  private static final double LOGLIKELIHOOD = 1e-3;

  /** Items of a run outside the full profile. */
  private static final int FEW = 4;

  private static PocketModel first;
  private static PocketModel second;

  @BeforeAll
  static void open() {
    first = PocketModel.open();
    second = PocketModel.open("nd4j", Optional.empty());
  }

  @AfterAll
  static void close() {
    first.close();
    second.close();
  }

  static Stream<GoldenRun> runs() {
    return GoldenRun.all().values().stream();
  }

  @ParameterizedTest
  @MethodSource("runs")
  void a_few_items_are_scored_and_decided_alike(GoldenRun run) {
    compare(run, Math.min(FEW, run.size()), first, second);
  }

  @ParameterizedTest
  @MethodSource("runs")
  @Tag("full")
  void all_items_are_scored_and_decided_alike(GoldenRun run) {
    compare(run, run.size(), first, second);
  }

  @Test
  void quantized_keys_and_values_are_the_same_too() {
    GoldenRun run = GoldenRun.all().get("pocket_mapping");
    for (String scheme : List.of("int8/token/asym", "fp8_e4m3/token/sym")) {
      try (PocketModel left = PocketModel.open(Optional.of(KvScheme.parse(scheme)));
          PocketModel right = PocketModel.open("nd4j", Optional.of(KvScheme.parse(scheme)))) {
        compare(run, FEW, left, right);
      }
    }
  }

  private static void compare(GoldenRun run, int items, PocketModel a, PocketModel b) {
    List<SampleResult> left = evaluate(run, items, a);
    List<SampleResult> right = evaluate(run, items, b);
    for (int i = 0; i < items; i++) {
      agree(left.get(i), right.get(i));
    }
  }

  private static void agree(SampleResult a, SampleResult b) {
    assertThat(b.loglikelihoods()).hasSameSizeAs(a.loglikelihoods());
    for (int choice = 0; choice < a.loglikelihoods().length; choice++) {
      assertThat(b.loglikelihoods()[choice])
          .isCloseTo(a.loglikelihoods()[choice], within(LOGLIKELIHOOD));
    }
    assertThat(b.predicted()).isEqualTo(a.predicted());
    assertThat(b.correct()).isEqualTo(a.correct());
    assertThat(b.output()).isEqualTo(a.output());
    assertThat(b.metrics()).isEqualTo(a.metrics());
  }

  private static List<SampleResult> evaluate(GoldenRun run, int items, PocketModel model) {
    return model
        .evaluator(16, run.maxLength())
        .evaluate(run, run.items(0, items), Optional.empty());
  }
}
