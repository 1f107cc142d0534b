package io.quantgrid.datasets.longcontext;

import java.util.List;

/** Sentences that mean little and hold no number, name or code: the hay around needles. */
final class Prose {
  private Prose() {}

  static String sentence(Draws draws) {
    String who = "the " + draws.one(Vocabulary.ADJECTIVES) + " " + draws.one(Vocabulary.PEOPLE);
    String what = thing(draws);
    String did = draws.one(Vocabulary.VERBS);
    String where = draws.one(Vocabulary.PLACES);
    return switch (draws.below(5)) {
      case 0 -> capital(who) + " " + did + " " + what + " " + where + ".";
      case 1 -> draws.one(Vocabulary.TIMES) + " " + who + " " + did + " " + what + ".";
      case 2 ->
          capital(who)
              + " "
              + did
              + " "
              + what
              + " and "
              + draws.one(Vocabulary.VERBS)
              + " "
              + thing(draws)
              + ".";
      case 3 ->
          "Nobody knew why "
              + who
              + " had "
              + List.of("kept", "left", "wanted").get(draws.below(3))
              + " "
              + what
              + " "
              + where
              + ".";
      default -> capital(what) + " stood " + where + ", and " + who + " " + did + " it.";
    };
  }

  private static String thing(Draws draws) {
    String adjective = draws.one(Vocabulary.ADJECTIVES);
    String article = "aeiou".indexOf(adjective.charAt(0)) < 0 ? "a " : "an ";
    return article + adjective + " " + draws.one(Vocabulary.NOUNS);
  }

  static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
