package io.quantgrid.datasets.judge;

import java.util.List;

/**
 * A question and what it may be measured by.
 *
 * @param turns what the user says, one or more
 * @param references right answers, one a turn, or none
 */
public record Dialogue(List<String> turns, List<String> references) {
  public Dialogue {
    turns = List.copyOf(turns);
    references = List.copyOf(references);
    if (turns.isEmpty() || (!references.isEmpty() && references.size() < turns.size())) {
      throw new JudgeException(
          "Cannot judge a question of "
              + turns.size()
              + " turns with "
              + references.size()
              + " reference answers (expected one turn or more, and an answer for each or none)");
    }
  }

  /** Up to and with a turn, from 0. */
  public Dialogue upTo(int turn) {
    return new Dialogue(
        turns.subList(0, turn + 1),
        references.isEmpty() ? references : references.subList(0, turn + 1));
  }
}
