package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.model.KvCache;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.kernels.scheme.KvScheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts side by side are texts alone, whatever ends when. */
final class GeneratorTest {
  private static final int TEXTS = 23;

  /** So many that texts end at very different lengths. */
  private static final Set<Integer> STOP =
      IntStream.range(300, 500).boxed().collect(Collectors.toSet());

  private static PocketModel pocket;

  @BeforeAll
  static void open() {
    pocket = PocketModel.open();
  }

  @AfterAll
  static void close() {
    pocket.close();
  }

  private static int[] prompt(Random random, int length) {
    return random.ints(length, 3, pocket.model().config().vocabulary()).toArray();
  }

  private static List<Generation> generations(int count, int longest) {
    Random random = new Random(7);
    List<Generation> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] prompt = prompt(random, 1 + random.nextInt(longest));
      all.add(new Generation(i, prompt, List.of(), STOP, 1 + random.nextInt(24)));
    }
    return all;
  }

  private static int[][] tokens(
      PocketModel model, int batch, List<Generation> generations, Optional<Prefix> prefix) {
    new Generator(model.model(), batch).generate(generations, prefix);
    int[][] tokens = new int[generations.size()][];
    for (Generation generation : generations) {
      tokens[(int) generation.docId()] = generation.response(model.tokenizer()).tokens();
    }
    return tokens;
  }

  private static int[][] tokens(PocketModel model, int batch, List<Generation> generations) {
    return tokens(model, batch, generations, Optional.empty());
  }

  @Test
  void a_text_is_the_same_alone_and_with_any_others() {
    int[][] alone = tokens(pocket, 1, generations(TEXTS, 40));
    assertThat(Arrays.stream(alone).mapToInt(text -> text.length).distinct().count())
        .isGreaterThan(5);
    for (int batch : new int[] {3, 8, 64}) {
      assertThat(tokens(pocket, batch, generations(TEXTS, 40))).isDeepEqualTo(alone);
    }
  }

  @Test
  void the_order_of_prompts_changes_nothing() {
    List<Generation> shuffled = generations(TEXTS, 40);
    Collections.shuffle(shuffled, new Random(3));
    assertThat(tokens(pocket, 4, shuffled))
        .isDeepEqualTo(tokens(pocket, 4, generations(TEXTS, 40)));
  }

  /** Likeliest and drawn texts by turns, three drawn ones after each prompt. */
  private static List<Generation> drawn(long seed) {
    Random random = new Random(11);
    Sampling sampling = new Sampling(1.3, 0.95, 40, seed);
    List<Generation> all = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int[] prompt = prompt(random, 1 + random.nextInt(40));
      for (int repeat = 0; repeat < 3; repeat++) {
        all.add(new Generation(i, repeat, 0, sampling, prompt, List.of(), STOP, 20));
      }
      all.add(new Generation(i, 9, 0, Sampling.greedy(), prompt, List.of(), STOP, 20));
    }
    return all;
  }

  private static Map<String, List<Integer>> texts(int batch, List<Generation> generations) {
    new Generator(pocket.model(), batch).generate(generations, Optional.empty());
    return generations.stream()
        .collect(
            Collectors.toMap(
                text -> text.docId() + "/" + text.repeat(),
                text ->
                    Arrays.stream(text.response(pocket.tokenizer()).tokens()).boxed().toList()));
  }

  @Test
  void drawn_texts_are_the_same_alone_with_others_and_in_any_order() {
    Map<String, List<Integer>> alone = texts(1, drawn(1234));
    assertThat(alone.values().stream().distinct().count()).isGreaterThan(20);
    List<Generation> shuffled = drawn(1234);
    Collections.shuffle(shuffled, new Random(3));
    assertThat(texts(8, shuffled)).isEqualTo(alone);
    assertThat(texts(64, drawn(1234))).isEqualTo(alone);
    Map<String, List<Integer>> other = texts(64, drawn(1235));
    assertThat(other).isNotEqualTo(alone);
    assertThat(other.get("3/9")).isEqualTo(alone.get("3/9"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"int4/kivi/group4/residual8", "int8/token"})
  void quantized_entries_move_with_their_text(String kv) {
    try (PocketModel model = PocketModel.open(Optional.of(KvScheme.parse(kv)))) {
      assertThat(tokens(model, 4, generations(11, 30)))
          .isDeepEqualTo(tokens(model, 1, generations(11, 30)));
    }
  }

  @Test
  void prompts_that_begin_alike_go_on_as_if_computed_alone() {
    Random random = new Random(5);
    int[] common = prompt(random, 37);
    List<int[]> prompts = new ArrayList<>(List.of(common, prompt(random, 50)));
    for (int i = 0; i < 9; i++) {
      int[] own = Arrays.copyOf(common, common.length + 1 + 4 * i);
      System.arraycopy(prompt(random, 1 + 4 * i), 0, own, common.length, 1 + 4 * i);
      prompts.add(own);
    }
    List<List<Generation>> twice = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      twice.add(
          IntStream.range(0, prompts.size())
              .mapToObj(i -> new Generation(i, prompts.get(i), List.of(), STOP, 12))
              .toList());
    }
    try (Prefix prefix = Prefix.of(pocket.model(), common)) {
      assertThat(tokens(pocket, 4, twice.get(0), Optional.of(prefix)))
          .isDeepEqualTo(tokens(pocket, 4, twice.get(1)));
    }
  }

  @Test
  void a_prompt_in_pieces_is_the_prompt_at_once() {
    int[] prompt = prompt(new Random(9), 2 * Prefill.CHUNK + 77);
    List<Generation> text = List.of(new Generation(0, prompt, List.of(), Set.of(), 9));
    Decoder decoder = new Decoder(pocket.model());
    try (KvCache whole = pocket.model().cache(1, prompt.length + 8);
        KvCache pieces = pocket.model().cache(1, prompt.length + 8)) {
      int a = decoder.next(TokenBatch.causal(List.of(prompt)), whole, text)[0];
      int b = new Prefill(decoder, pieces, Optional.empty()).next(text)[0];
      for (int step = 0; step < 8; step++) {
        assertThat(b).isEqualTo(a);
        a = decoder.next(TokenBatch.step(new int[] {a}), whole, text)[0];
        b = decoder.next(TokenBatch.step(new int[] {b}), pieces, text)[0];
      }
      assertThat(pieces.tokens(0)).isEqualTo(prompt.length + 8);
    }
  }

  @Test
  void memory_is_bounded_and_short_texts_do_not_wait_for_few_wide_slots() {
    List<Generation> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int length = i < 10 ? 6000 : 100;
      all.add(new Generation(i, new int[length], List.of(), Set.of(), 28));
    }
    List<Generator.Run> runs = Generator.runs(all, 32);
    assertThat(runs).extracting(Generator.Run::slots).containsExactly(2, 30);
    assertThat(runs)
        .allSatisfy(
            run ->
                assertThat(run.slots() * run.columns())
                    .isLessThanOrEqualTo(Generator.MAX_CACHED_TOKENS));
    assertThat(Generator.runs(all.subList(10, 40), 4)).hasSize(1);
  }
}
