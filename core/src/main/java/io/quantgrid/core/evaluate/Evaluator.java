package io.quantgrid.core.evaluate;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Evaluates items of a task on one model. Results depend on the items given together only by
 * rounding.
 */
public interface Evaluator {
  /**
   * Results in the order of the items.
   *
   * @param references the baseline's by docId, or empty when this is the baseline itself, which
   *     then leaves references
   */
  List<SampleResult> evaluate(
      Task task, List<Item> items, Optional<LongFunction<Reference>> references);
}
