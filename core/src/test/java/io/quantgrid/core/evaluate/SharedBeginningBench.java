package io.quantgrid.core.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.RandomWeights;
import io.quantgrid.core.model.TimedEngine;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * From how many tokens on it pays to compute what all prompts begin with once: a unit of multiple
 * choice, and of short answers, with and without. Random weights, which take as long as trained
 * ones; few layers, since each costs the same. Properties: {@code bench.items}, {@code bench.own}
 * (tokens of a question), {@code bench.runs}, {@code bench.layers}.
 */
@Tag("bench")
class SharedBeginningBench {
  private static final int ITEMS = Integer.getInteger("bench.items", 64);
  private static final int RUNS = Integer.getInteger("bench.runs", 3);
  private static final int LAYERS = Integer.getInteger("bench.layers", 4);
  private static final int[] OWN = own();
  private static final int[] SHARED = {8, 16, 32, 64, 128, 256, 512};
  private static final int BATCH = 32;
  private static final int CHOICES = 4;
  private static final int CHOICE_TOKENS = 6;
  private static final int ANSWER_TOKENS = 8;

  private static final String SMOLLM2 =
      """
      {"model_type": "llama", "hidden_size": 576, "num_hidden_layers": %d,
       "num_attention_heads": 9, "num_key_value_heads": 3, "intermediate_size": 1536,
       "vocab_size": 49152, "tie_word_embeddings": true}
      """;

  private static final String POCKET_M =
      """
      {"model_type": "llama", "hidden_size": 256, "num_hidden_layers": %d,
       "num_attention_heads": 8, "num_key_value_heads": 4, "intermediate_size": 768,
       "vocab_size": 2048, "tie_word_embeddings": true}
      """;

  private final Engine engine = Engines.named("torch");

  private static int[] own() {
    Integer asked = Integer.getInteger("bench.own");
    return asked == null ? new int[] {16, 64, 160} : new int[] {asked};
  }

  @Test
  void seconds_of_a_unit_with_and_without_a_shared_beginning() throws IOException {
    engine.threads(1);
    System.out.printf(
        "%s, %d items, batch %d, %d choices of %d tokens%n",
        engine.version(), ITEMS, BATCH, CHOICES, CHOICE_TOKENS);
    System.out.printf(
        "%-10s %-9s %4s %6s | %8s %8s %6s | %8s %8s %6s%n",
        "model", "type", "own", "shared", "scoring", "with", "ratio", "answers", "with", "ratio");
    for (DType dtype : List.of(DType.FLOAT32, DType.BFLOAT16)) {
      report("SmolLM2", SMOLLM2, dtype);
      report("pocket-m", POCKET_M, dtype);
    }
  }

  private void report(String name, String json, DType dtype) throws IOException {
    ModelConfig config = Models.config(new ObjectMapper().readTree(json.formatted(LAYERS)), name);
    try (CausalModel model =
        Models.load(engine, config, new RandomWeights(engine, config), Computation.in(dtype))) {
      for (int own : OWN) {
        for (int shared : SHARED) {
          double[] scoring = seconds(model, shared, prefix -> score(model, shared, own, prefix));
          double[] answers = seconds(model, shared, prefix -> answer(model, shared, own, prefix));
          System.out.printf(
              "%-10s %-9s %4d %6d | %8.3f %8.3f %6.2f | %8.3f %8.3f %6.2f%n",
              name,
              dtype,
              own,
              shared,
              scoring[0],
              scoring[1],
              scoring[1] / scoring[0],
              answers[0],
              answers[1],
              answers[1] / answers[0]);
        }
      }
    }
  }

  private interface Unit {
    void run(Optional<Prefix> prefix);
  }

  /** Without and with; with counts the computing of the beginning. The best of several. */
  private static double[] seconds(CausalModel model, int shared, Unit unit) {
    double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
    for (int run = 0; run < RUNS; run++) {
      long start = TimedEngine.nanoseconds();
      unit.run(Optional.empty());
      best[0] = Math.min(best[0], (TimedEngine.nanoseconds() - start) / 1e9);
      start = TimedEngine.nanoseconds();
      try (Prefix prefix = Prefix.of(model, beginning(model, shared))) {
        unit.run(Optional.of(prefix));
      }
      best[1] = Math.min(best[1], (TimedEngine.nanoseconds() - start) / 1e9);
    }
    return best;
  }

  private static int[] beginning(CausalModel model, int shared) {
    return new SplittableRandom(1).ints(shared, 0, model.config().vocabulary()).toArray();
  }

  private static void score(CausalModel model, int shared, int own, Optional<Prefix> prefix) {
    SplittableRandom random = new SplittableRandom(2);
    List<ItemScore> scores = new ArrayList<>();
    for (int item = 0; item < ITEMS; item++) {
      int[] context = prompt(model, shared, own, random);
      List<List<TokenPair>> choices = new ArrayList<>();
      for (int choice = 0; choice < CHOICES; choice++) {
        choices.add(List.of(new TokenPair(context, tokens(model, CHOICE_TOKENS, random))));
      }
      scores.add(new ItemScore(new ScoringItem(item, choices)));
    }
    new Scorer(model, BATCH).score(scores, prefix);
  }

  private static void answer(CausalModel model, int shared, int own, Optional<Prefix> prefix) {
    SplittableRandom random = new SplittableRandom(3);
    List<Generation> generations =
        IntStream.range(0, ITEMS)
            .mapToObj(
                item ->
                    new Generation(
                        item,
                        prompt(model, shared, own, random),
                        List.of(),
                        Set.of(),
                        ANSWER_TOKENS))
            .toList();
    new Generator(model, BATCH).generate(generations, prefix);
  }

  /** Questions differ in length, as real ones do. */
  private static int[] prompt(CausalModel model, int shared, int own, SplittableRandom random) {
    int length = own - own / 4 + random.nextInt(own / 2);
    return IntStream.concat(
            Arrays.stream(beginning(model, shared)), Arrays.stream(tokens(model, length, random)))
        .toArray();
  }

  private static int[] tokens(CausalModel model, int count, SplittableRandom random) {
    return random.ints(count, 0, model.config().vocabulary()).toArray();
  }
}
