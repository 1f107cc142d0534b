package io.quantgrid.datasets.longcontext;

import java.util.List;

/** LongEval's topics: a long talk about one thing after another; the first is asked for. */
record Conversations(Draws draws, String first) implements Puzzle {
  private static final List<String> MATTERS =
      List.of(
          "the history of",
          "the care of",
          "the price of",
          "the use of",
          "the making of",
          "stories about",
          "the best places for",
          "what children think of",
          "the future of",
          "common mistakes with",
          "the colors of",
          "a museum of");
  private static final int TURNS = 3;

  static Puzzle make(Draws draws, Place place, Parameters parameters) {
    return new Conversations(draws, topic(draws));
  }

  private static String topic(Draws draws) {
    return draws.one(MATTERS)
        + " the "
        + draws.one(Vocabulary.ADJECTIVES)
        + " "
        + draws.one(Vocabulary.NOUNS);
  }

  @Override
  public int smallest() {
    return 1;
  }

  @Override
  public List<String> answers() {
    return List.of(first);
  }

  /** With one more topic than {@code size}. */
  @Override
  public String prompt(int size) {
    StringBuilder text =
        new StringBuilder(
            "Below is a record of our talk, topic after topic. I begin each by saying what I would"
                + " like to talk about. Remember the topics; at the end I will ask for one.\n\n");
    for (int i = 0; i <= size; i++) {
      Draws own = draws.at(i);
      text.append("USER: I would like to talk about ");
      text.append(i == 0 ? first : other(own)).append(".\n");
      for (int turn = 0; turn < TURNS; turn++) {
        text.append("ASSISTANT: ").append(Prose.sentence(own)).append(' ');
        text.append(Prose.sentence(own)).append("\nUSER: ").append(Prose.sentence(own));
        text.append('\n');
      }
    }
    return text
        + "\nUSER: What was the very first topic that we talked about? Name the topic alone.\n"
        + "ASSISTANT: The first topic was";
  }

  private String other(Draws own) {
    String topic = topic(own);
    while (topic.equals(first)) {
      topic = topic(own);
    }
    return topic;
  }
}
