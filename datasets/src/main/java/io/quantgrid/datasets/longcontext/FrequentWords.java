package io.quantgrid.datasets.longcontext;

import java.util.ArrayList;
import java.util.List;

/**
 * Made-up words as often as Zipf's law with exponent 2 says: the word of rank k stands {@code size
 * / (zeta(2) k^2)} times, rounded down. Rank 1 is noise, the next three are asked for.
 */
record FrequentWords(Draws draws, List<String> answers) implements Puzzle {
  private static final int LETTERS = 6;
  private static final String NOISE = "...";
  private static final double ZETA = Math.PI * Math.PI / 6;

  static Puzzle make(Draws draws, Place place, Parameters parameters) {
    return new FrequentWords(draws, List.of(word(draws, 2), word(draws, 3), word(draws, 4)));
  }

  private static String word(Draws draws, int rank) {
    return rank == 1 ? NOISE : draws.at(rank).letters('a', 'z', LETTERS);
  }

  /** So many that the first five ranks differ. */
  @Override
  public int smallest() {
    return 60;
  }

  @Override
  public String prompt(int size) {
    List<String> words = new ArrayList<>();
    for (int rank = 1; count(size, rank) > 0; rank++) {
      String word = word(draws, rank);
      for (int i = count(size, rank); i > 0; i--) {
        words.add(word);
      }
    }
    return "Below is a text in code. Watch how often each word of it stands there; three dots are"
        + " no word.\n\n"
        + String.join(" ", draws.at(0).shuffled(words))
        + "\n\nQuestion: Which three words stand most often in the text? Explain nothing.\n"
        + "Answer: The three words that stand most often in the text are:";
  }

  private static int count(int size, int rank) {
    return (int) (size / (ZETA * rank * rank));
  }
}
