package io.quantgrid.datasets.longcontext;

import java.util.List;

/** One question whose text can be as long as wanted. The answers are the same at every length. */
interface Puzzle {
  /** The least size that makes sense. */
  int smallest();

  /**
   * The prompt, with that much to read: sentences, lines, words ... The same for the same size, and
   * longer for a larger one.
   */
  String prompt(int size);

  /** What a right answer has. */
  List<String> answers();
}
