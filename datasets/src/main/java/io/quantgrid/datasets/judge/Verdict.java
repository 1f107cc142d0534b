package io.quantgrid.datasets.judge;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of two answers is better. */
public enum Verdict {
  FIRST_MUCH(1, 3),
  FIRST(1, 1),
  TIE(0.5, 1),
  SECOND(0, 1),
  SECOND_MUCH(0, 3);

  private static final Pattern MARK =
      Pattern.compile("\\[\\[\\s*([ABC]|[AB]\\s*(?:>{1,2}|<{1,2}|=)\\s*[AB])\\s*]]");

  private final double score;
  private final int weight;

  Verdict(double score, int weight) {
    this.score = score;
    this.weight = weight;
  }

  /** Of the first: 1 for better, 0.5 for a tie, 0 for worse. */
  public double score() {
    return score;
  }

  /** How many games it counts as in Arena-Hard: three where one is much better. */
  public int weight() {
    return weight;
  }

  /** The same, said of the answers in the other order. */
  public Verdict swapped() {
    return switch (this) {
      case FIRST_MUCH -> SECOND_MUCH;
      case FIRST -> SECOND;
      case TIE -> TIE;
      case SECOND -> FIRST;
      case SECOND_MUCH -> FIRST_MUCH;
    };
  }

  /** The verdict in what a judge wrote; empty where there is none, or different ones. */
  public static Optional<Verdict> of(String answer) {
    Set<Verdict> found = new HashSet<>();
    Matcher matcher = MARK.matcher(answer.toUpperCase(Locale.ROOT));
    while (matcher.find()) {
      found.add(named(matcher.group(1).replaceAll("\\s", "")));
    }
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  private static Verdict named(String mark) {
    return switch (mark) {
      case "A>>B", "B<<A" -> FIRST_MUCH;
      case "A", "A>B", "B<A" -> FIRST;
      case "B", "B>A", "A<B" -> SECOND;
      case "B>>A", "A<<B" -> SECOND_MUCH;
      default -> TIE;
    };
  }
}
