package io.quantgrid.datasets.judge;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a grade out of what a judge wrote. */
public final class Grade {
  private static final String NUMBER = "(\\d{1,2}(?:\\.\\d+)?)";

  /** From the form that was asked for to those that judges fall into. */
  private static final Pattern[] FORMS = {
    Pattern.compile("\\[\\[\\s*" + NUMBER + "\\s*(?:/\\s*10\\s*)?]]"),
    Pattern.compile("\\[\\s*" + NUMBER + "\\s*(?:/\\s*10\\s*)?]"),
    Pattern.compile("(?i)\\b(?:rating|grade|score)\\b[\\s*:=_]*(?:is|of)?[\\s*:=_\\[]*" + NUMBER),
    Pattern.compile(NUMBER + "\\s*/\\s*10\\b"),
  };

  private Grade() {}

  /** The last grade in the first form that is found; empty where none is from 1 to 10. */
  public static OptionalDouble of(String answer) {
    for (Pattern form : FORMS) {
      Matcher matcher = form.matcher(answer);
      OptionalDouble last = OptionalDouble.empty();
      while (matcher.find()) {
        double grade = Double.parseDouble(matcher.group(1));
        last = grade >= 1 && grade <= 10 ? OptionalDouble.of(grade) : last;
      }
      if (last.isPresent()) {
        return last;
      }
    }
    return OptionalDouble.empty();
  }
}
