package io.quantgrid.datasets.judge;

import io.quantgrid.core.evaluate.Prompt.Message;
import java.util.List;

/** Asks which of two assistants answered better. */
public final class PairPrompt {
  private static final String ROLE =
      "You compare the answers that two assistants give to the same person. Look at whether they"
          + " are correct, whether they help, whether they say enough and no more, and how well"
          + " they are put. Which of them comes first, what they are called and how long they are"
          + " must not matter.";
  private static final String THREE =
      "First compare the answers in a few sentences. Then, on a line of its own, give your verdict"
          + " in double square brackets: [[A]] if assistant A is better, [[B]] if assistant B is"
          + " better, [[C]] if they are equally good.";
  private static final String FIVE =
      "First work out an answer of your own. Then compare both answers with it and with each other:"
          + " name mistakes, what is missing and what is of no use. Last, on a line of its own, give"
          + " one verdict in double square brackets: [[A>>B]] if A is much better, [[A>B]] if A is"
          + " a little better, [[A=B]] if they are about the same, [[B>A]] if B is a little better,"
          + " [[B>>A]] if B is much better.";

  private PairPrompt() {}

  /** For a verdict of three levels, as MT-Bench asks. */
  public static List<Message> three(Dialogue dialogue, List<String> first, List<String> second) {
    return of(dialogue, first, second, THREE);
  }

  /** For a verdict of five levels, as Arena-Hard asks. */
  public static List<Message> five(Dialogue dialogue, List<String> first, List<String> second) {
    return of(dialogue, first, second, FIVE);
  }

  private static List<Message> of(
      Dialogue dialogue, List<String> first, List<String> second, String rule) {
    StringBuilder text = new StringBuilder();
    if (!dialogue.references().isEmpty()) {
      text.append(Sections.dialogue("Reference", dialogue.turns(), dialogue.references()));
      text.append("The answers of the reference are right. Measure both by them.\n\n");
    }
    text.append(Sections.dialogue("Assistant A", dialogue.turns(), first));
    text.append(Sections.dialogue("Assistant B", dialogue.turns(), second));
    if (dialogue.turns().size() > 1) {
      text.append("Look most at the answers to the last message.\n\n");
    }
    return List.of(
        new Message(Message.SYSTEM, ROLE), new Message(Message.USER, text.append(rule).toString()));
  }
}
