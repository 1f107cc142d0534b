package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.kernels.scheme.KvScheme;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelEvaluatorTest {
  /** Float32 products of another shape round differently; sums are over a few hundred tokens. */
  private static final double OTHER_BATCH = 1e-4;

  private static final Map<String, GoldenRun> RUNS = GoldenRun.all();
  private static PocketModel pocket;
  private static PocketModel coarse;

  @BeforeAll
  static void open() {
    pocket = PocketModel.open();
    coarse = PocketModel.open(Optional.of(KvScheme.parse("int2/token/asym")));
  }

  @AfterAll
  static void close() {
    pocket.close();
    coarse.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pocket_next_sentence", "pocket_stories", "pocket_arithmetic"})
  void a_model_does_not_differ_from_itself(String name) {
    GoldenRun run = RUNS.get(name);
    List<SampleResult> left = evaluate(pocket, run, 16, Optional.empty());
    for (SampleResult result : evaluate(pocket, run, 16, Optional.of(references(left)))) {
      assertThat(result.reference()).isEmpty();
      assertThat(result.flip())
          .isEqualTo(result.correct().isPresent() ? Optional.of("none") : Optional.empty());
      if (run.kind() == Kind.GENERATE) {
        assertThat(result.similarity())
            .containsEntry("exact", 1.0)
            .containsEntry("rouge_l", 1.0)
            .containsEntry("common_prefix", (double) result.outputTokens())
            .containsEntry("common_prefix_share", 1.0);
        assertThat(result.klMean()).isEmpty();
      } else {
        assertThat(result.klMean()).hasValue(0);
        assertThat(result.klMax()).hasValue(0);
        assertThat(result.top1Agreement()).hasValue(1);
      }
    }
  }

  @Test
  void a_coarse_variant_differs_and_its_flips_say_which_way() {
    GoldenRun run = RUNS.get("pocket_mapping");
    List<SampleResult> left = evaluate(pocket, run, 16, Optional.empty());
    List<SampleResult> results = evaluate(coarse, run, 16, Optional.of(references(left)));
    assertThat(results).anySatisfy(r -> assertThat(r.flip()).isNotEqualTo(Optional.of("none")));
    for (int i = 0; i < results.size(); i++) {
      SampleResult result = results.get(i);
      assertThat(result.klMean().orElseThrow()).isPositive();
      assertThat(result.klMax().orElseThrow())
          .isGreaterThanOrEqualTo(result.klMean().orElseThrow());
      assertThat(result.top1Agreement().orElseThrow()).isBetween(0.0, 1.0);
      boolean before = left.get(i).correct().orElseThrow();
      boolean after = result.correct().orElseThrow();
      assertThat(result.baselineCorrect()).hasValue(before);
      assertThat(result.flip()).hasValue(before == after ? "none" : after ? "gained" : "lost");
    }
  }

  @Test
  void the_stored_bound_is_below_the_full_divergence_and_close_to_it() {
    GoldenRun run = RUNS.get("pocket_next_sentence");
    List<Item> items = run.items(0, 6);
    double bound = klMean(run, items, 64);
    double full = klMean(run, items, 2048);
    assertThat(bound).isLessThanOrEqualTo(full).isCloseTo(full, within(0.1 * full));
  }

  private static double klMean(GoldenRun run, List<Item> items, int topK) {
    List<SampleResult> left = evaluator(pocket, 16, topK).evaluate(run, items, Optional.empty());
    return evaluator(coarse, 16, topK).evaluate(run, items, Optional.of(references(left))).stream()
        .mapToDouble(result -> result.klMean().orElseThrow())
        .average()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pocket_next_sentence",
        "pocket_ethics_mi",
        "pocket_stories.max_length_128",
        "pocket_arithmetic"
      })
  void the_batch_size_changes_only_rounding(String name) {
    GoldenRun run = RUNS.get(name);
    List<SampleResult> alone = evaluate(pocket, run, 1, Optional.empty());
    for (int batch : new int[] {7, 64}) {
      assertThat(evaluate(pocket, run, batch, Optional.empty()))
          .zipSatisfy(
              alone,
              (batched, single) -> {
                assertThat(batched.loglikelihoods())
                    .containsExactly(single.loglikelihoods(), within(OTHER_BATCH));
                assertThat(batched.predicted()).isEqualTo(single.predicted());
                assertThat(batched.output()).isEqualTo(single.output());
                assertThat(batched.reference().orElseThrow().tokens())
                    .isEqualTo(single.reference().orElseThrow().tokens());
              });
    }
  }

  @Test
  void the_order_of_the_items_changes_nothing() {
    GoldenRun run = RUNS.get("pocket_mapping");
    List<Item> shuffled = new ArrayList<>(run.items());
    Collections.shuffle(shuffled, new Random(1));
    Map<Long, SampleResult> byId =
        pocket.evaluator(7, 1024).evaluate(run, shuffled, Optional.empty()).stream()
            .collect(Collectors.toMap(SampleResult::docId, Function.identity()));
    for (SampleResult result : evaluate(pocket, run, 7, Optional.empty())) {
      assertThat(byId.get(result.docId()).loglikelihoods()).isEqualTo(result.loglikelihoods());
    }
  }

  @Test
  void a_row_tells_prompt_lengths_and_tokens() {
    GoldenRun run = RUNS.get("pocket_mapping");
    SampleResult row = evaluate(pocket, run, 16, Optional.empty()).get(0);
    var golden = run.requests(0);
    assertThat(row.promptTokens()).isEqualTo(golden.get(0).get("context_ids").size());
    assertThat(row.outputTokens())
        .isEqualTo(golden.stream().mapToInt(r -> r.get("continuation_ids").size()).sum());
    assertThat(row.loglikelihoods()).hasSize(golden.size());
    assertThat(row.choiceLengths()).containsOnly(1);
    assertThat(row.promptHash()).matches("[0-9a-f]{64}");
    assertThat(row.kind()).isEqualTo(Kind.MULTIPLE_CHOICE);
    assertThat(row.flip()).isEmpty();
    Reference left = row.reference().orElseThrow();
    assertThat(left.topIds()).hasSize(row.outputTokens() * 64).hasSameSizeAs(left.topLogprobs());
  }

  @Test
  void references_of_other_requests_are_refused() {
    GoldenRun run = RUNS.get("pocket_mapping");
    List<SampleResult> left = evaluate(pocket, run, 16, Optional.empty());
    Reference wrong = left.get(0).reference().orElseThrow();
    GoldenRun other = RUNS.get("pocket_next_sentence");
    assertThatThrownBy(
            () -> evaluate(pocket, other, 16, Optional.of((id, repeat) -> Optional.of(wrong))))
        .hasMessageStartingWith("Cannot compare document 0 with the baseline");
    GoldenRun text = RUNS.get("pocket_arithmetic");
    assertThatThrownBy(
            () -> evaluate(pocket, text, 16, Optional.of((id, repeat) -> Optional.of(wrong))))
        .hasMessageContaining("it left no text");
  }

  @Test
  void requests_that_do_not_fit_the_model_are_refused() {
    GoldenRun run = RUNS.get("pocket_arithmetic");
    assertThatThrownBy(() -> pocket.evaluator(1, 64).evaluate(run, run.items(), Optional.empty()))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("Cannot generate 64 tokens");
  }

  @Test
  void nothing_to_evaluate_is_no_result() {
    for (GoldenRun run : RUNS.values()) {
      assertThat(pocket.evaluator(4, 1024).evaluate(run, List.of(), Optional.empty())).isEmpty();
    }
  }

  private static ModelEvaluator evaluator(PocketModel model, int batch, int topK) {
    return new ModelEvaluator(
        model.model(),
        model.tokenizer(),
        new EvaluationSettings(batch, topK, 1),
        model.stopTokens(),
        1024);
  }

  private static List<SampleResult> evaluate(
      PocketModel model, GoldenRun run, int batch, Optional<References> references) {
    return model.evaluator(batch, run.maxLength()).evaluate(run, run.items(), references);
  }

  private static References references(List<SampleResult> results) {
    return References.of(results.stream().map(result -> result.reference().orElseThrow()).toList());
  }

  @Test
  void several_texts_of_an_item_are_rows_and_the_first_one_holds_what_was_judged() {
    GoldenRun run = RUNS.get("pocket_instruction");
    List<Item> items = run.items(0, 4).stream().map(item -> repeated(item, 3)).toList();
    List<SampleResult> left =
        pocket.evaluator(5, run.maxLength()).evaluate(run, items, Optional.empty());
    assertThat(left)
        .extracting(SampleResult::repeat)
        .containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
    assertThat(left).extracting(SampleResult::docId).startsWith(0L, 0L, 0L, 1L);
    assertThat(left)
        .allSatisfy(
            row -> {
              assertThat(row.correct().isPresent()).isEqualTo(row.repeat() == 0);
              assertThat(row.reference().orElseThrow().repeat()).isEqualTo(row.repeat());
              assertThat(row.reference().orElseThrow().text()).isEqualTo(row.output());
            });
    List<SampleResult> again =
        pocket.evaluator(2, run.maxLength()).evaluate(run, items, Optional.of(references(left)));
    assertThat(again)
        .allSatisfy(row -> assertThat(row.similarity()).containsEntry("exact", 1.0))
        .allSatisfy(row -> assertThat(row.flip().isPresent()).isEqualTo(row.repeat() == 0));
  }

  private static Item repeated(Item item, int repeats) {
    Request.Generate asked = (Request.Generate) item.requests().get(0);
    Sampling sampling = new Sampling(2, 1, 0, 7);
    return new Item(
        item.docId(),
        item.docHash(),
        IntStream.range(0, repeats)
            .<Request>mapToObj(
                repeat ->
                    new Request.Generate(
                        asked.prompt(), asked.until(), asked.maxTokens(), sampling, repeat))
            .toList(),
        item.choices(),
        item.target(),
        item.words(),
        item.bytes());
  }

  /** Texts are generated of its items, and what stands behind their prompts is scored. */
  private record Both(List<Item> all) implements Task {
    @Override
    public String name() {
      return "both";
    }

    @Override
    public Kind kind() {
      return Kind.GENERATE;
    }

    @Override
    public String type() {
      return "other";
    }

    @Override
    public int shots() {
      return 0;
    }

    @Override
    public int repeats() {
      return 2;
    }

    @Override
    public int size() {
      return all.size();
    }

    @Override
    public String digest() {
      return "";
    }

    @Override
    public List<MetricSpec> metrics() {
      return List.of();
    }

    @Override
    public List<Item> items(int from, int to) {
      return all.subList(from, to);
    }

    @Override
    public Judgement judge(Item item, List<Response> responses) {
      assertThat(responses).hasSize(item.requests().size());
      return new Judgement(
          Map.of(
              "score",
              ((Response.Loglikelihood) responses.get(responses.size() - 1)).loglikelihood()),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.of(((Response.Text) responses.get(0)).text()));
    }
  }

  @Test
  void what_stands_behind_the_prompts_is_scored_beside_the_texts() {
    GoldenRun run = RUNS.get("pocket_next_sentence");
    List<SampleResult> scored = evaluate(pocket, run, 7, Optional.empty());
    List<Item> items = new ArrayList<>();
    for (Item item : run.items()) {
      Request.Loglikelihood first = (Request.Loglikelihood) item.requests().get(0);
      Request.Generate prompt =
          new Request.Generate(first.prompt(), List.of("."), 3, Sampling.greedy(), 0);
      List<Request> requests = new ArrayList<>(List.of(prompt, prompt));
      if (items.size() % 3 != 2) {
        requests.addAll(List.of(item.requests().get(1), first));
      } else {
        requests.add(first);
      }
      items.add(new Item(item.docId(), "", requests, List.of(), "", 0, 0));
    }
    List<SampleResult> both =
        pocket.evaluator(7, 1024).evaluate(new Both(items), items, Optional.empty());
    assertThat(both).hasSize(2 * items.size());
    for (int i = 0; i < items.size(); i++) {
      assertThat(both.get(2 * i).metrics().get("score"))
          .isCloseTo(scored.get(i).loglikelihoods()[0], within(OTHER_BATCH));
      assertThat(both.get(2 * i).loglikelihoods()).hasSize(i % 3 == 2 ? 1 : 2);
    }
    Item first = items.get(0);
    List<Request> turned = new ArrayList<>(first.requests());
    Collections.reverse(turned);
    Item wrong = new Item(first.docId(), "", turned, List.of(), "", 0, 0);
    assertThatThrownBy(
            () ->
                pocket
                    .evaluator(7, 1024)
                    .evaluate(new Both(List.of(wrong)), List.of(wrong), Optional.empty()))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("and behind them continuations");
  }
}
