package io.quantgrid.datasets.judge;

import io.quantgrid.core.evaluate.Prompt.Message;
import java.util.List;

/**
 * Asks which of the constraints that an instruction grew by an answer keeps, as FollowBench does
 * (Jiang et al. 2024, arXiv 2310.20410): the judge sees how the instruction grew, one constraint at
 * a time.
 */
public final class ConstraintPrompt {
  private static final String ROLE =
      "You check whether an answer keeps to what was asked for. An instruction grew step by step;"
          + " each step added one constraint. Judge each constraint by itself, strictly: kept in"
          + " part is not kept.";

  private static final String RULE =
      "Constraints that were added: %1$d. First name each in the order in which they came, and say in"
          + " a sentence whether the answer keeps it. Then, on a line of its own and last, give YES or"
          + " NO for each in that order, %1$d in all, between commas in double square brackets; for"
          + " three it would be like this: [[YES, NO, YES]]";

  private ConstraintPrompt() {}

  /**
   * @throws JudgeException when the question has no constraints
   */
  public static List<Message> of(Dialogue dialogue, String answer) {
    int count = dialogue.constraints();
    if (count == 0) {
      throw new JudgeException("Cannot ask for constraints: there are 0 (expected 1 or more)");
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      section(text, "Instruction with " + i + " constraints", dialogue.before().get(i));
    }
    section(text, "Instruction with " + count + " constraints", dialogue.turns().get(0));
    section(text, "Answer to the last instruction", answer);
    text.append(RULE.formatted(count));
    return List.of(new Message(Message.SYSTEM, ROLE), new Message(Message.USER, text.toString()));
  }

  private static void section(StringBuilder text, String title, String content) {
    text.append("=== ").append(title).append(": begin ===\n");
    text.append(content).append("\n=== ").append(title).append(": end ===\n\n");
  }
}
