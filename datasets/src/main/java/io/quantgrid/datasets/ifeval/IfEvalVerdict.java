package io.quantgrid.datasets.ifeval;

import java.util.List;
import java.util.Map;

/**
 * Which instructions of a document were followed.
 *
 * <p>The harness averages {@code inst_level_*} over all instructions of all documents, so these
 * figures are merged as sums: {@code sum(value * instructions) / sum(instructions)}.
 *
 * @param strict one per instruction
 * @param loose one per instruction
 */
public record IfEvalVerdict(List<Boolean> strict, List<Boolean> loose) {
  public IfEvalVerdict {
    strict = List.copyOf(strict);
    loose = List.copyOf(loose);
  }

  /** How many instructions there are: the weight of the {@code inst_level} figures. */
  public int instructions() {
    return strict.size();
  }

  /**
   * The harness's four figures: {@code prompt_level} 1 where all instructions were followed, else
   * 0; {@code inst_level} the share of instructions that were followed.
   */
  public Map<String, Double> metrics() {
    return Map.of(
        "prompt_level_strict_acc", all(strict),
        "inst_level_strict_acc", share(strict),
        "prompt_level_loose_acc", all(loose),
        "inst_level_loose_acc", share(loose));
  }

  private static double all(List<Boolean> followed) {
    return followed.contains(false) ? 0 : 1;
  }

  private static double share(List<Boolean> followed) {
    return (double) followed.stream().filter(Boolean::booleanValue).count() / followed.size();
  }
}
