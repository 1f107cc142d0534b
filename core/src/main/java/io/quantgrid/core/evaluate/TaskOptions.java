package io.quantgrid.core.evaluate;

import java.io.Serializable;

/**
 * How a task is to be run, where that is not as its definition says. A text that is scored as a
 * whole (rolling) has no prompt: nothing but the name concerns it.
 *
 * @param shots few-shot examples; {@link #AS_DEFINED} for the definition's
 * @param system an instruction before the task's own description; may be empty
 * @param name the task's name in rows; empty for the definition's
 */
public record TaskOptions(int shots, ChatForm chat, String system, String name)
    implements Serializable {
  /** As many examples as the definition says. */
  public static final int AS_DEFINED = -1;

  private static final TaskOptions NONE = new TaskOptions(AS_DEFINED, ChatForm.NONE, "", "");

  public TaskOptions {
    if (shots < AS_DEFINED) {
      throw new IllegalArgumentException(
          "Cannot run a task with " + shots + " shots (expected 0 or more)");
    }
  }

  /** All as the definition says. */
  public static TaskOptions none() {
    return NONE;
  }

  /** Whether what is asked is what the definition says. */
  public boolean asksAsDefined() {
    return shots == AS_DEFINED && chat == ChatForm.NONE && system.isEmpty();
  }

  @Override
  public String toString() {
    return (shots == AS_DEFINED ? "" : " shots=" + shots)
        + (chat == ChatForm.NONE ? "" : " chat=" + chat.text())
        + (system.isEmpty() ? "" : " system=\"" + system + "\"")
        + (name.isEmpty() ? "" : " name=" + name);
  }
}
