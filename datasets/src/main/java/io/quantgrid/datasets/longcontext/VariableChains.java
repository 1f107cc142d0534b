package io.quantgrid.datasets.longcontext;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Variables that are given each other's values here and there in a text; those of one chain are
 * asked for. A short text with its answer stands before, as in RULER.
 *
 * @param lines all assignments
 * @param value what the first chain begins with
 * @param answers the variables of the first chain
 */
record VariableChains(
    String example,
    List<Hidden> lines,
    String value,
    List<String> answers,
    IntFunction<String> noise)
    implements Puzzle {
  private static final int LETTERS = 5;
  private static final int EXAMPLE_LETTERS = 3;
  private static final int EXAMPLE_SENTENCES = 5;

  static Puzzle make(Draws draws, Place place, Parameters parameters) {
    VariableChains shown = chains(draws.at(-1), parameters, EXAMPLE_LETTERS, "");
    String example =
        shown.prompt(EXAMPLE_SENTENCES) + " " + String.join(", ", shown.answers()) + "\n\n";
    return chains(draws, parameters, LETTERS, example);
  }

  private static VariableChains chains(
      Draws draws, Parameters parameters, int letters, String example) {
    int length = parameters.count("hops") + 1;
    Set<String> names = new LinkedHashSet<>();
    while (names.size() < parameters.count("chains") * length) {
      names.add(draws.letters('A', 'Z', letters));
    }
    List<String> variables = List.copyOf(names);
    Set<String> values = new LinkedHashSet<>();
    while (values.size() < parameters.count("chains")) {
      values.add(draws.number(LETTERS));
    }
    List<Hidden> lines = new ArrayList<>();
    int from = 0;
    for (String value : values) {
      lines.addAll(chain(draws, variables.subList(from, from + length), value));
      from += length;
    }
    return new VariableChains(
        example,
        lines,
        values.iterator().next(),
        variables.subList(0, length),
        i -> Prose.sentence(draws.at(i)));
  }

  private static List<Hidden> chain(Draws draws, List<String> variables, String value) {
    List<Double> places = new ArrayList<>();
    variables.forEach(variable -> places.add(Place.drawn(draws)));
    Collections.sort(places);
    List<Hidden> lines = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      String source = i == 0 ? value : "VAR " + variables.get(i - 1);
      lines.add(new Hidden(places.get(i), "VAR " + variables.get(i) + " = " + source + "."));
    }
    return lines;
  }

  @Override
  public int smallest() {
    return 1;
  }

  @Override
  public String prompt(int size) {
    return example
        + "Follow the variables in the text below: some are given a value, others the value of a"
        + " variable before them.\n\n"
        + String.join(" ", Hidden.among(lines, size, noise))
        + "\n\nQuestion: Which variables have the value "
        + value
        + " in the end?\nAnswer: The "
        + answers.size()
        + " variables that have the value "
        + value
        + " are:";
  }
}
