package io.quantgrid.datasets.longcontext;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Needles in a haystack: sentences that give keys values, hidden among others; some keys are asked
 * for.
 *
 * @param needles all of them
 * @param asked the keys that are asked for
 * @param answers their values
 * @param hay the other sentences
 */
record Needles(
    List<Hidden> needles, List<String> asked, List<String> answers, IntFunction<String> hay)
    implements Puzzle {
  private static final int DIGITS = 7;
  private static final String REPEATED =
      "The rain fell on the roof. The cat slept by the stove. Nothing else happened that day.";

  static Puzzle make(Draws draws, Place place, Parameters parameters) {
    int queries = parameters.count("queries");
    int keys = Math.max(parameters.count("keys"), queries);
    Set<String> seen = new LinkedHashSet<>();
    List<Hidden> needles = new ArrayList<>();
    List<String> asked = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      String name = fresh(seen, () -> kind(draws, parameters, "key_kind"));
      for (int value = 0; value < parameters.count("values"); value++) {
        String code = fresh(seen, () -> kind(draws, parameters, "value_kind"));
        boolean first = needles.isEmpty();
        needles.add(
            new Hidden(first ? place.fraction(draws) : Place.drawn(draws), needle(name, code)));
        if (key < queries) {
          answers.add(code);
        }
      }
      if (key < queries) {
        asked.add(name);
      }
    }
    return new Needles(needles, asked, answers, hay(draws, parameters, seen));
  }

  private static IntFunction<String> hay(Draws draws, Parameters parameters, Set<String> seen) {
    if (parameters.is("haystack", "repeat")) {
      return i -> REPEATED;
    }
    if (parameters.is("haystack", "text")) {
      return i -> Prose.sentence(draws.at(i));
    }
    return i -> {
      Draws own = draws.at(i);
      String key = kind(own, parameters, "key_kind");
      while (seen.contains(key)) {
        key = kind(own, parameters, "key_kind");
      }
      return needle(key, kind(own, parameters, "value_kind"));
    };
  }

  private static String kind(Draws draws, Parameters parameters, String name) {
    if (parameters.is(name, "uuids")) {
      return draws.uuid();
    }
    return parameters.is(name, "numbers") ? draws.number(DIGITS) : Vocabulary.pair(draws);
  }

  private static String fresh(Set<String> seen, Supplier<String> drawn) {
    String value = drawn.get();
    while (!seen.add(value)) {
      value = drawn.get();
    }
    return value;
  }

  private static String needle(String key, String code) {
    return "The access code of " + key + " is: " + code + ".";
  }

  @Override
  public int smallest() {
    return 1;
  }

  @Override
  public String prompt(int size) {
    boolean one = answers.size() == 1;
    String codes = one ? "the access code" : "all access codes";
    String names = String.join(", ", asked);
    return "Access codes are hidden in the text below. Remember them; you will be asked for "
        + (one ? "one" : "some")
        + " of them afterwards.\n\n"
        + String.join(" ", Hidden.among(needles, size, hay))
        + "\n\nQuestion: Which "
        + (one ? "is " : "are ")
        + codes
        + " of "
        + names
        + " in the text?\nAnswer: According to the text, "
        + codes
        + " of "
        + names
        + (one ? " is:" : " are:");
  }
}
