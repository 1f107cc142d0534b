package io.quantgrid.datasets.longcontext;

import java.util.List;
import java.util.Map;

/**
 * A kind of task.
 *
 * @param name the value of {@code generator} in a definition
 * @param parameters by name a default number, or the words there are, the default first
 * @param answerTokens most tokens of an answer, and room that is left for it
 * @param depth whether {@code depths} says where what is asked for stands
 */
record Generator(
    String name,
    Map<String, List<?>> parameters,
    Scoring scoring,
    int answerTokens,
    Depth depth,
    Maker maker) {
  /** Whether a generator can be told where to hide things. */
  enum Depth {
    CHOSEN,
    DRAWN
  }

  /** Makes a question of what is drawn. */
  @FunctionalInterface
  interface Maker {
    Puzzle puzzle(Draws draws, Place place, Parameters parameters);
  }
}
