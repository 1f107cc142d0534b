package io.quantgrid.datasets.judge;

import java.util.List;

/**
 * A question and what it may be measured by.
 *
 * @param turns what the user says, one or more
 * @param references right answers, one a turn (blank where it is not known), or none
 * @param before how the question grew: its forms from the one without constraints on, each with one
 *     more than the one before it, the question itself left out; empty where it did not
 */
public record Dialogue(List<String> turns, List<String> references, List<String> before) {
  /** A question that did not grow. */
  public Dialogue(List<String> turns, List<String> references) {
    this(turns, references, List.of());
  }

  public Dialogue {
    turns = List.copyOf(turns);
    references = List.copyOf(references);
    before = List.copyOf(before);
    if (turns.isEmpty() || (!references.isEmpty() && references.size() < turns.size())) {
      throw new JudgeException(
          "Cannot judge a question of "
              + turns.size()
              + " turns with "
              + references.size()
              + " reference answers (expected one turn or more, and an answer for each or none)");
    }
  }

  /** Up to and with a turn, from 0; without right answers where that turn's is not known. */
  public Dialogue upTo(int turn) {
    boolean known = !references.isEmpty() && !references.get(turn).isBlank();
    return new Dialogue(
        turns.subList(0, turn + 1), known ? references.subList(0, turn + 1) : List.of(), before);
  }

  /** How many constraints were added to it. */
  public int constraints() {
    return before.size();
  }
}
