package io.quantgrid.datasets.judge;

import io.quantgrid.core.evaluate.Prompt.Message;
import java.util.List;

/** Asks for a grade from 1 to 10 of one answer, that to the last turn of a dialogue. */
public final class GradePrompt {
  private static final String ROLE =
      "You grade the answers that an assistant gives to people. Look at whether the answer is"
          + " correct, whether it helps, whether it says enough and no more, and how well it is"
          + " put. Be strict and fair; length alone is no merit.";
  private static final String RULE =
      "First say in a few sentences what is good and what is bad about the answer. Then, on a line"
          + " of its own, give a whole number from 1 (useless) to 10 (could not be better) in"
          + " double square brackets, like this: [[5]]";

  private GradePrompt() {}

  /**
   * @param answers one a turn
   */
  public static List<Message> of(Dialogue dialogue, List<String> answers) {
    StringBuilder text = new StringBuilder();
    if (!dialogue.references().isEmpty()) {
      text.append(Sections.dialogue("Reference", dialogue.turns(), dialogue.references()));
      text.append("The answers of the reference are right. Measure the assistant's by them.\n\n");
    }
    text.append(Sections.dialogue("Assistant", dialogue.turns(), answers));
    if (dialogue.turns().size() > 1) {
      text.append("Grade the assistant's answer to the last message alone.\n\n");
    }
    return List.of(
        new Message(Message.SYSTEM, ROLE), new Message(Message.USER, text.append(RULE).toString()));
  }
}
