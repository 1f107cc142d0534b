package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all prompts of a task begin with is computed once, and nobody can tell. */
final class SharedBeginningTest {
  /** Float32 products of another shape round differently; sums are over a few tokens. */
  private static final double OTHER_SHAPE = 1e-4;

  private static final String EXAMPLES = "Name the animals, then count them. ".repeat(12);

  /**
   * A run whose prompts begin with examples.
   *
   * @param size what the task says it is: of one document nothing is shared
   */
  private record Preceded(GoldenRun run, int size) implements Task {
    @Override
    public List<Item> items(int from, int to) {
      return run.items(from, to).stream()
          .map(
              item ->
                  new Item(
                      item.docId(),
                      item.docHash(),
                      item.requests().stream().map(Preceded::preceded).toList(),
                      item.choices(),
                      item.target(),
                      item.words(),
                      item.bytes()))
          .toList();
    }

    private static Request preceded(Request request) {
      if (request instanceof Request.Generate generate) {
        return new Request.Generate(
            EXAMPLES + generate.prompt().text(), generate.until(), generate.maxTokens());
      }
      Request.Loglikelihood pair = (Request.Loglikelihood) request;
      return new Request.Loglikelihood(EXAMPLES + pair.prompt().text(), pair.continuation());
    }

    @Override
    public String name() {
      return run.name();
    }

    @Override
    public Kind kind() {
      return run.kind();
    }

    @Override
    public String type() {
      return run.type();
    }

    @Override
    public int shots() {
      return 12;
    }

    @Override
    public String digest() {
      return run.digest();
    }

    @Override
    public List<MetricSpec> metrics() {
      return run.metrics();
    }

    @Override
    public Judgement judge(Item item, List<Response> responses) {
      return run.judge(item, responses);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pocket_next_sentence", "pocket_mapping", "pocket_arithmetic"})
  void a_shared_beginning_changes_only_rounding(String name) {
    GoldenRun run = GoldenRun.all().get(name);
    try (PocketModel pocket = PocketModel.open()) {
      Task alone = new Preceded(run, 1);
      Task shared = new Preceded(run, run.size());
      List<Item> items = shared.items(0, Math.min(12, run.size()));
      List<SampleResult> expected =
          pocket.evaluator(4, 1024).evaluate(alone, items, Optional.empty());
      for (List<Item> unit : List.of(items, items.subList(3, 4))) {
        List<SampleResult> results =
            pocket.evaluator(4, 1024).evaluate(shared, unit, Optional.empty());
        for (int i = 0; i < unit.size(); i++) {
          SampleResult other = expected.get(items.indexOf(unit.get(i)));
          assertThat(results.get(i).loglikelihoods())
              .containsExactly(other.loglikelihoods(), within(OTHER_SHAPE));
          assertThat(results.get(i).output()).isEqualTo(other.output());
          assertThat(results.get(i).predicted()).isEqualTo(other.predicted());
        }
      }
    }
  }

  private static int[] shared(Map<Long, List<int[]>> prompts) {
    GoldenRun run = GoldenRun.all().get("pocket_mapping");
    Task task = new Preceded(run, prompts.size());
    return SharedBeginning.of(task, item -> prompts.get(item.docId()));
  }

  private static int[] counted(int length, int last) {
    int[] ids = IntStream.range(0, length).toArray();
    ids[length - 1] = last;
    return ids;
  }

  @Test
  void prompts_go_on_after_what_they_share_and_little_is_not_worth_it() {
    int least = SharedBeginning.SHORTEST;
    int[] long0 = counted(least + 30, 7);
    int[] long1 = counted(least + 20, 8);
    assertThat(shared(Map.of(0L, List.of(long0), 1L, List.of(long1)))).hasSize(least + 19);
    assertThat(shared(Map.of(0L, List.of(long0), 1L, List.of(long0)))).hasSize(least + 29);
    int[] exact = counted(least, 9);
    assertThat(shared(Map.of(0L, List.of(long0), 1L, List.of(exact)))).isEmpty();
    assertThat(shared(Map.of(0L, List.of(long0)))).isEmpty();
    assertThat(shared(Map.of(0L, List.of(long0, long1), 1L, List.of(long0))))
        .isEqualTo(Arrays.copyOf(long0, least + 19));
  }
}
