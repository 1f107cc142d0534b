package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.model.architecture.Routing;
import io.quantgrid.core.model.architecture.Routing.By;
import io.quantgrid.core.model.architecture.Routing.Groups;
import io.quantgrid.core.model.architecture.Routing.Scores;
import io.quantgrid.core.model.architecture.Routing.Weights;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Rules of choice on logits that are given. */
@SuppressWarnings("try") // scopes free what is made while they are open
class RouterTest {
  private static final Engine ENGINE = Engines.named("torch");
  private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

  /** Inputs are logits: the router's matrix is the identity. */
  private static Router.Choice choose(Routing routing, float[] correction, float... logits) {
    int experts = logits.length;
    float[] identity = new float[experts * experts];
    for (int i = 0; i < experts; i++) {
      identity[i * experts + i] = 1;
    }
    try (Scope scope = ENGINE.scope()) {
      return new Router(
              ENGINE,
              routing,
              ENGINE.floats(identity, experts, experts),
              Optional.empty(),
              correction)
          .choose(ENGINE.floats(logits, 1, experts));
    }
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }

  @Test
  void of_equal_experts_the_first_are_chosen() {
    Routing best = Routing.of(Scores.SOFTMAX, 2, Weights.SHARES);
    Router.Choice choice = choose(best, new float[0], 0, 1, 1, 1);
    assertThat(choice.numbers()).containsExactly(1, 2);
    assertThat(choice.weights()).containsExactly(new float[] {0.5f, 0.5f}, ROUNDING);
  }

  @Test
  void softmax_over_all_or_over_the_chosen() {
    float all = (float) (Math.exp(2) + Math.exp(1) + 2);
    Router.Choice whole =
        choose(Routing.of(Scores.SOFTMAX, 2, Weights.AS_SCORED), new float[0], 0, 2, 0, 1);
    assertThat(whole.numbers()).containsExactly(1, 3);
    assertThat(whole.weights())
        .containsExactly(
            new float[] {(float) Math.exp(2) / all, (float) Math.exp(1) / all}, ROUNDING);
    Router.Choice chosen =
        choose(Routing.of(Scores.LOGITS, 2, Weights.AS_SCORED), new float[0], 0, 2, 0, 1);
    assertThat(chosen.weights()).containsExactly(new float[] {sigmoid(1), sigmoid(-1)}, ROUNDING);
  }

  @Test
  void a_correction_changes_the_choice_and_no_weight() {
    Routing routing = new Routing(Scores.SIGMOID, 1, Optional.empty(), Weights.AS_SCORED, 2.5);
    Router.Choice choice = choose(routing, new float[] {0, 0, 1, 0}, 3, 0, -1, 0);
    assertThat(choice.numbers()).containsExactly(2);
    assertThat(choice.weights()).containsExactly(new float[] {2.5f * sigmoid(-1)}, ROUNDING);
  }

  @Test
  void groups_are_chosen_by_their_best_or_their_two_best() {
    float[] logits = {3, -3, 2, 2};
    assertThat(choose(grouped(By.BEST), new float[0], logits).numbers()).containsExactly(0);
    assertThat(choose(grouped(By.BEST_TWO), new float[0], logits).numbers()).containsExactly(2);
  }

  @Test
  void experts_of_other_groups_count_as_zero() {
    float[] below = {-2, -2, -3, -3};
    assertThat(choose(grouped(By.BEST_TWO), below, 1, 1, 1, 1).numbers())
        .as("the first group is chosen, but all of it lies below 0")
        .containsExactly(2);
  }

  private static Routing grouped(By by) {
    return new Routing(Scores.SIGMOID, 1, Optional.of(new Groups(2, 1, by)), Weights.AS_SCORED, 1);
  }
}
