package io.quantgrid.datasets.code;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs in what a model wrote. */
public final class CodeBlocks {
  private static final String FENCE = "```";
  private static final Pattern BLOCK =
      Pattern.compile("```\\w*\\n?(.*?)\\n?```", Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

  /** As that, but a word is a language only where it ends its line. */
  private static final Pattern OPENED =
      Pattern.compile("(?:\\w*\\n)?(.*?)\\n?```", Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

  private CodeBlocks() {}

  /**
   * The first block of an answer that begins inside one, as the prompt opened it; empty where no
   * fence closes it. An answer that begins with its program is that program: lm-evaluation-harness
   * takes the program's first word for the name of a language, so that no such answer can pass.
   */
  public static String first(String answer) {
    Matcher opened = OPENED.matcher(answer);
    if (opened.lookingAt()) {
      return opened.group(1);
    }
    Matcher block = BLOCK.matcher(answer.replace("```python", FENCE));
    return block.find() ? block.group(1) : "";
  }

  /** What stands before the first fence. */
  public static String beforeFence(String answer) {
    int fence = answer.indexOf(FENCE);
    return fence < 0 ? answer : answer.substring(0, fence);
  }
}
