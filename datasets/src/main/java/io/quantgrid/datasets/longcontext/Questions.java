package io.quantgrid.datasets.longcontext;

import java.util.ArrayList;
import java.util.List;

/**
 * Short articles about people and towns that were never there, and a question that one (or with two
 * hops two) of them answers.
 *
 * @param person who is asked about
 * @param hops 1: where the person was born; 2: in which province that is
 */
record Questions(Draws draws, Person person, List<Double> fractions, int hops) implements Puzzle {
  /** Somebody, with what an article says. */
  record Person(String name, String town) {
    static Person drawn(Draws draws) {
      return new Person(
          draws.one(Vocabulary.FIRST_NAMES) + " " + Vocabulary.name(draws), Vocabulary.name(draws));
    }
  }

  static Puzzle make(Draws draws, Place place, Parameters parameters) {
    Person person = Person.drawn(draws);
    int hops = Math.min(2, parameters.count("hops"));
    List<Double> fractions = new ArrayList<>();
    fractions.add(place.fraction(draws));
    fractions.add(Place.drawn(draws));
    return new Questions(draws, person, fractions, hops);
  }

  @Override
  public int smallest() {
    return 1;
  }

  @Override
  public List<String> answers() {
    return List.of(hops == 1 ? person.town() : province(person.town()));
  }

  @Override
  public String prompt(int size) {
    List<Hidden> needed = new ArrayList<>();
    needed.add(new Hidden(fractions.get(0), article(person, draws.at(-1))));
    if (hops == 2) {
      needed.add(new Hidden(fractions.get(1), article(person.town(), draws.at(-2))));
    }
    List<String> articles = Hidden.among(needed, size, this::other);
    StringBuilder text = new StringBuilder("Answer the question from the articles below.\n\n");
    for (int i = 0; i < articles.size(); i++) {
      text.append("Article ").append(i + 1).append(": ").append(articles.get(i)).append("\n\n");
    }
    return text.append("Question: In which ")
        .append(hops == 1 ? "town was " : "province lies the town where ")
        .append(person.name())
        .append(hops == 1 ? " born" : " was born")
        .append("? Give the name alone.\nAnswer:")
        .toString();
  }

  private String other(int index) {
    Draws own = draws.at(index);
    Person somebody = Person.drawn(own);
    while (somebody.name().equals(person.name()) || somebody.town().equals(person.town())) {
      somebody = Person.drawn(own);
    }
    return own.below(2) == 0 ? article(somebody, own) : article(somebody.town(), own);
  }

  private static String article(Person person, Draws draws) {
    return person.name()
        + " was a "
        + draws.one(Vocabulary.PEOPLE)
        + ". "
        + Prose.sentence(draws)
        + " "
        + person.name()
        + " was born in "
        + person.town()
        + ". "
        + Prose.sentence(draws);
  }

  private String article(String town, Draws draws) {
    return "The town of "
        + town
        + " has a "
        + draws.one(Vocabulary.ADJECTIVES)
        + " "
        + draws.one(Vocabulary.NOUNS)
        + " in its arms. "
        + Prose.sentence(draws)
        + " "
        + town
        + " lies in the province of "
        + province(town)
        + ".";
  }

  /** The same for the same town; never a town's name. */
  private String province(String town) {
    return "Upper " + Vocabulary.name(draws.at(town.hashCode()));
  }
}
