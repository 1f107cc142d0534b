package io.quantgrid.core.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * Evaluates items of a task on one model. Results depend on the items given together only by
 * rounding.
 */
public interface Evaluator {
  /**
   * Results in the order of the items; of one with several texts to generate, one for each.
   *
   * @param references the baseline's, or empty when this is the baseline itself, which then leaves
   *     references
   */
  List<SampleResult> evaluate(Task task, List<Item> items, Optional<References> references);
}
