package io.quantgrid.core.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * A data set with prompts, requests and metrics. Immutable and thread safe; made by the datasets
 * module.
 */
public interface Task {
  /** The name in sweeps and rows. */
  String name();

  Kind kind();

  /**
   * The type of skill, as the task's tag says: {@code basic_nlp}, {@code emergent} ...; {@code
   * other} without one.
   */
  String type();

  /** Few-shot examples per prompt. */
  int shots();

  /** Texts that are generated of each item. */
  default int repeats() {
    return 1;
  }

  /** Number of items. */
  int size();

  /**
   * SHA-256, hexadecimal, of everything that decides requests and judgement: definition, data,
   * version.
   */
  String digest();

  List<MetricSpec> metrics();

  /**
   * Present if judging runs programs that a model wrote, which a user has to allow: what this
   * machine lacks for it, or the empty string.
   */
  default Optional<String> programs() {
    return Optional.empty();
  }

  /**
   * Items by position, {@code from} inclusive to {@code to} exclusive, in order.
   *
   * @throws TaskException naming file, line and key, when the data does not fit the definition
   */
  List<Item> items(int from, int to);

  /** Judges the responses to an item of this task, given in the order of its requests. */
  Judgement judge(Item item, List<Response> responses);
}
