package io.quantgrid.datasets.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads out of what a judge wrote which constraints an answer keeps. */
public final class Constraints {
  private static final String ONE = "[\"'\u201c\u2018]?(?:YES|NO)[\"'\u201d\u2019]?";

  /** A list in brackets, single ones too, as judges fall into them. */
  private static final Pattern LIST =
      Pattern.compile("(?i)\\[+\\s*(" + ONE + "(?:\\s*,\\s*" + ONE + ")*)\\s*,?\\s*]+");

  private Constraints() {}

  /** The last list; empty where there is none of so many. */
  public static Optional<List<Boolean>> kept(String answer, int count) {
    Matcher matcher = LIST.matcher(answer);
    Optional<List<Boolean>> last = Optional.empty();
    while (matcher.find()) {
      List<Boolean> kept = new ArrayList<>();
      for (String one : matcher.group(1).split(",")) {
        kept.add(one.toUpperCase(Locale.ROOT).contains("YES"));
      }
      last = Optional.of(List.copyOf(kept));
    }
    return last.filter(kept -> kept.size() == count);
  }
}
