package io.quantgrid.datasets.longcontext;

import java.util.List;
import java.util.function.IntFunction;

/** LongEval's lines: each has a name and a number, and one number is asked for. */
record RecordLines(Hidden line, String name, List<String> answers, IntFunction<String> others)
    implements Puzzle {
  private static final int LARGEST = 50_000;

  static Puzzle make(Draws draws, Place place, Parameters parameters) {
    String name = Vocabulary.pair(draws);
    String number = String.valueOf(draws.between(1, LARGEST));
    IntFunction<String> others =
        i -> {
          Draws own = draws.at(i);
          String other = Vocabulary.pair(own);
          while (other.equals(name)) {
            other = Vocabulary.pair(own);
          }
          return line(other, String.valueOf(own.between(1, LARGEST)));
        };
    return new RecordLines(
        new Hidden(place.fraction(draws), line(name, number)), name, List.of(number), others);
  }

  private static String line(String name, String number) {
    return "line " + name + ": the register holds <" + number + ">";
  }

  @Override
  public int smallest() {
    return 1;
  }

  @Override
  public String prompt(int size) {
    return "Below is a record of lines. Each has a name and ends with a number in angle brackets."
        + " Remember the number of every line; at the end you will be asked for one.\n\n"
        + String.join("\n", Hidden.among(List.of(line), size, others))
        + "\n\nQuestion: Which number does the register of line "
        + name
        + " hold?\nAnswer: The register of line "
        + name
        + " holds";
  }
}
