package io.quantgrid.datasets.judge;

import java.util.List;

/** Parts of what a judge reads. */
final class Sections {
  private Sections() {}

  /** A dialogue between marks that name who answers. */
  static String dialogue(String who, List<String> turns, List<String> answers) {
    if (answers.size() != turns.size()) {
      throw new JudgeException(
          "Cannot judge "
              + answers.size()
              + " answers to "
              + turns.size()
              + " messages (expected one each)");
    }
    StringBuilder text = new StringBuilder("=== " + who + ": begin ===\n");
    for (int i = 0; i < turns.size(); i++) {
      text.append("--- Person:\n").append(turns.get(i)).append("\n--- ").append(who);
      text.append(":\n").append(answers.get(i)).append('\n');
    }
    return text.append("=== ").append(who).append(": end ===\n\n").toString();
  }
}
