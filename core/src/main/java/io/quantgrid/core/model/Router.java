package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Experts;
import io.quantgrid.core.model.architecture.Routing;
import io.quantgrid.core.model.architecture.Routing.By;
import io.quantgrid.core.model.architecture.Routing.Groups;
import io.quantgrid.core.model.architecture.Routing.Scores;
import io.quantgrid.core.model.architecture.Routing.Weights;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * Chooses experts for tokens. Logits are products in float32, whatever the model computes in.
 *
 * @param weight float32 {@code [experts, hidden]}
 * @param bias float32 {@code [experts]}
 * @param correction of the scores, for the choice alone; {@code [experts]} or nothing
 */
@SuppressWarnings("try") // scopes free what is made while they are open
record Router(
    Engine engine, Routing routing, Tensor weight, Optional<Tensor> bias, float[] correction) {
  /** What DeepSeek's code adds to a sum before it divides by it. */
  private static final double NO_ZERO = 1e-20;

  static Router load(Experts.Router router, int experts, int hidden, Loader loader) {
    return new Router(
        loader.engine(),
        router.routing(),
        loader.inFloat32(router.weight(), experts, hidden),
        router.bias().map(name -> loader.inFloat32(name, experts)),
        router
            .correction()
            .map(name -> loader.engine().toFloats(loader.inFloat32(name, experts)))
            .orElseGet(() -> new float[0]));
  }

  /** The choice for {@code x [tokens, hidden]}. */
  Choice choose(Tensor x) {
    try (Scope scope = engine.scope()) {
      Tensor wide = x.dtype() == DType.FLOAT32 ? x : engine.cast(x, DType.FLOAT32);
      Tensor logits =
          bias.isPresent() ? engine.linear(wide, weight, bias.get()) : engine.linear(wide, weight);
      return choose(engine.toFloats(logits));
    }
  }

  private Choice choose(float[] logits) {
    int experts = Math.toIntExact(weight.size(0));
    int chosen = routing.chosen();
    int tokens = logits.length / experts;
    int[] numbers = new int[tokens * chosen];
    float[] weights = new float[tokens * chosen];
    double[] own = new double[experts];
    for (int token = 0; token < tokens; token++) {
      for (int expert = 0; expert < experts; expert++) {
        own[expert] = logits[token * experts + expert];
      }
      choose(own, numbers, weights, token * chosen);
    }
    return new Choice(experts, chosen, numbers, weights);
  }

  /** Of one token. */
  private void choose(double[] logits, int[] numbers, float[] weights, int at) {
    double[] scores = scores(logits);
    double[] compared = scores.clone();
    for (int expert = 0; expert < correction.length; expert++) {
      compared[expert] += correction[expert];
    }
    routing.groups().ifPresent(groups -> leaveOut(compared, groups));
    int[] best = largest(compared, routing.chosen());
    double[] found = Arrays.stream(best).mapToDouble(expert -> scores[expert]).toArray();
    if (routing.scores() == Scores.LOGITS) {
      softmax(found);
    }
    double sum = routing.weights() == Weights.SHARES ? Arrays.stream(found).sum() + NO_ZERO : 1;
    for (int i = 0; i < best.length; i++) {
      numbers[at + i] = best[i];
      weights[at + i] = (float) (found[i] / sum * routing.factor());
    }
  }

  private double[] scores(double[] logits) {
    double[] scores = logits.clone();
    switch (routing.scores()) {
      case SOFTMAX -> softmax(scores);
      case SIGMOID -> Arrays.setAll(scores, i -> 1 / (1 + Math.exp(-logits[i])));
      case LOGITS -> {}
    }
    return scores;
  }

  private static void softmax(double[] values) {
    double largest = Arrays.stream(values).max().orElse(0);
    Arrays.setAll(values, i -> Math.exp(values[i] - largest));
    double sum = Arrays.stream(values).sum();
    Arrays.setAll(values, i -> values[i] / sum);
  }

  private static void leaveOut(double[] compared, Groups groups) {
    int size = compared.length / groups.count();
    double[] scores = new double[groups.count()];
    for (int group = 0; group < scores.length; group++) {
      double[] own = Arrays.copyOfRange(compared, group * size, (group + 1) * size);
      for (int expert : largest(own, Math.min(size, groups.by() == By.BEST ? 1 : 2))) {
        scores[group] += own[expert];
      }
    }
    boolean[] stays = new boolean[scores.length];
    for (int group : largest(scores, groups.chosen())) {
      stays[group] = true;
    }
    for (int expert = 0; expert < compared.length; expert++) {
      compared[expert] = stays[expert / size] ? compared[expert] : 0;
    }
  }

  /** The places of the largest values, larger ones first, of equals the first. */
  static int[] largest(double[] values, int count) {
    boolean[] taken = new boolean[values.length];
    int[] places = new int[count];
    for (int i = 0; i < count; i++) {
      int best = -1;
      for (int j = 0; j < values.length; j++) {
        if (!taken[j] && (best < 0 || values[j] > values[best])) {
          best = j;
        }
      }
      taken[best] = true;
      places[i] = best;
    }
    return places;
  }

  /**
   * Who computes what.
   *
   * @param chosen experts of a token
   * @param numbers of the experts {@code [tokens * chosen]}
   * @param weights of their outputs
   */
  record Choice(int experts, int chosen, int[] numbers, float[] weights) {
    /** The tokens of an expert, in rising order, with its weight for each. */
    Share of(int expert) {
      long count = Arrays.stream(numbers).filter(number -> number == expert).count();
      long[] tokens = new long[Math.toIntExact(count)];
      float[] own = new float[tokens.length];
      int found = 0;
      for (int i = 0; i < numbers.length; i++) {
        if (numbers[i] == expert) {
          tokens[found] = i / chosen;
          own[found++] = weights[i];
        }
      }
      return new Share(tokens, own);
    }
  }

  /** Tokens of one expert, and what its outputs for them are multiplied with. */
  record Share(long[] tokens, float[] weights) {}
}
