package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests against what lm-evaluation-harness made of them with the same model. */
final class LmEvalRequestsTest {
  /** Float32 on another library, in other batches; float64 differs from the reference by 9e-5. */
  private static final double LOGLIKELIHOOD = 1e-3;

  private static PocketModel pocket;

  @BeforeAll
  static void open() {
    pocket = PocketModel.open();
  }

  @AfterAll
  static void close() {
    pocket.close();
  }

  static Stream<GoldenRun> scored() {
    return GoldenRun.all().values().stream().filter(run -> run.kind() != Kind.GENERATE);
  }

  static Stream<GoldenRun> generated() {
    return GoldenRun.all().values().stream().filter(run -> run.kind() == Kind.GENERATE);
  }

  @ParameterizedTest
  @MethodSource("scored")
  void token_ids_are_equal(GoldenRun run) {
    PairEncoding encoding = new PairEncoding(pocket.tokenizer());
    for (int i = 0; i < run.size(); i++) {
      for (JsonNode golden : run.requests(i)) {
        if (golden.has("windows")) {
          List<TokenPair> windows =
              RollingWindows.of(
                  pocket.tokenizer().encodePlain(golden.get("text").asText()),
                  encoding.prefix(),
                  run.maxLength());
          assertThat(windows).hasSameSizeAs(golden.get("windows"));
          for (int w = 0; w < windows.size(); w++) {
            assertSame(windows.get(w), golden.get("windows").get(w));
          }
        } else {
          assertSame(
              encoding.pair(golden.get("context").asText(), golden.get("continuation").asText()),
              golden);
        }
      }
    }
  }

  private static void assertSame(TokenPair pair, JsonNode golden) {
    assertThat(pair.context()).isEqualTo(Goldens.ints(golden.get("context_ids")));
    assertThat(pair.continuation()).isEqualTo(Goldens.ints(golden.get("continuation_ids")));
  }

  @ParameterizedTest
  @MethodSource("scored")
  void loglikelihoods_and_greedy_decisions_are_equal(GoldenRun run) {
    RequestEncoding encoding =
        new RequestEncoding(pocket.tokenizer(), pocket.stopTokens(), 2048, run.maxLength());
    List<ItemScore> scores = new ArrayList<>();
    run.items().forEach(item -> scores.add(new ItemScore(encoding.scoring(item))));
    new Scorer(pocket.model(), 16).score(scores, Optional.empty());
    for (int i = 0; i < run.size(); i++) {
      List<JsonNode> goldens = run.requests(i);
      for (int r = 0; r < goldens.size(); r++) {
        var response = (Response.Loglikelihood) scores.get(i).responses().get(r);
        assertThat(response.loglikelihood())
            .isCloseTo(goldens.get(r).get("loglikelihood").asDouble(), within(LOGLIKELIHOOD));
        if (goldens.get(r).has("is_greedy")) {
          assertThat(response.greedy()).isEqualTo(goldens.get(r).get("is_greedy").asBoolean());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("generated")
  void generated_ids_and_texts_are_equal(GoldenRun run) {
    List<SampleResult> results =
        pocket.evaluator(16, run.maxLength()).evaluate(run, run.items(), Optional.empty());
    for (int i = 0; i < run.size(); i++) {
      JsonNode golden = run.requests(i).get(0);
      Reference left = results.get(i).reference().orElseThrow();
      assertThat(left.tokens()).isEqualTo(Goldens.ints(golden.get("generated_ids")));
      assertThat(left.text()).hasValue(golden.get("text").asText());
      assertThat(results.get(i).promptTokens()).isEqualTo(golden.get("context_ids").size());
    }
  }
}
