package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Routing;
import io.quantgrid.core.model.architecture.Routing.Groups;
import io.quantgrid.core.model.architecture.Routing.Scores;
import io.quantgrid.core.model.architecture.Routing.Weights;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Keys of models with experts. */
final class ExpertKeys {
  static final String CHOSEN = "num_experts_per_tok";

  private ExpertKeys() {}

  /** Experts of a token, at most as many as there are. */
  static int chosen(ConfigKeys keys, int experts, int ifMissing) {
    int chosen = keys.count(CHOSEN, Math.min(ifMissing, experts));
    if (chosen > experts) {
      keys.problem(CHOSEN, "expected at most the number of experts, " + experts);
      return experts;
    }
    return chosen;
  }

  /** The best of all experts by softmax, with shares as the file says. */
  static Routing softmax(ConfigKeys keys, int experts, int ifMissing) {
    boolean shares = keys.flag("norm_topk_prob", false);
    return Routing.of(
        Scores.SOFTMAX,
        chosen(keys, experts, ifMissing),
        shares ? Weights.SHARES : Weights.AS_SCORED);
  }

  /** Groups, where the file names more than one. */
  static Optional<Groups> groups(ConfigKeys keys, int experts, int chosen, Routing.By by) {
    int count = keys.count("n_group", 1);
    int some = keys.count("topk_group", 1);
    if (experts % count != 0) {
      keys.problem("n_group", "expected a divisor of the number of experts, " + experts);
      return Optional.empty();
    }
    if (some > count || (long) some * (experts / count) < chosen) {
      keys.problem(
          "topk_group",
          "expected at most n_group, %d, and room for %d experts".formatted(count, chosen));
      return Optional.empty();
    }
    return count == 1 ? Optional.empty() : Optional.of(new Groups(count, some, by));
  }

  /** Which layers have experts: every n-th, but those listed. */
  static IntPredicate sparse(ConfigKeys keys) {
    int step = keys.count("decoder_sparse_step", 1);
    var dense = keys.ids("mlp_only_layers");
    return layer -> (layer + 1) % step == 0 && !dense.contains(layer);
  }
}
