package io.quantgrid.datasets.function;

import java.util.List;
import java.util.Map;

/** Metrics that are computed together, of all texts that were generated of an item. */
public interface AnswersMeasure {
  /** Their names, in the order of tables. */
  List<String> names();

  /**
   * By name; what is not defined for so few texts is left out.
   *
   * @param expected what is right
   * @param given what a chain of filters left of the texts
   */
  Map<String, Score> apply(List<String> expected, List<String> given);
}
