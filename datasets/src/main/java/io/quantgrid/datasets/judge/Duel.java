package io.quantgrid.datasets.judge;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An answer against another one, judged twice: as the first of both and as the second. Judges
 * prefer the one or the other place, so one order alone says little.
 *
 * @param asFirst the verdict when the answer came first
 * @param asSecond the verdict when it came second, already turned round: {@link Verdict#FIRST} is a
 *     win of the answer
 */
public record Duel(Optional<Verdict> asFirst, Optional<Verdict> asSecond) {
  /** Of what a judge wrote about both orders. */
  public static Duel of(String first, String second) {
    return new Duel(Verdict.of(first), Verdict.of(second).map(Verdict::swapped));
  }

  /** Whether both verdicts could be read; else the answer is not judged. */
  public boolean judged() {
    return asFirst.isPresent() && asSecond.isPresent();
  }

  /** MT-Bench's rule: 1 for a win and 0 for a loss in both orders, else a tie, 0.5. */
  public OptionalDouble agreed() {
    if (!judged()) {
      return OptionalDouble.empty();
    }
    double one = asFirst.get().score();
    return OptionalDouble.of(one == asSecond.get().score() ? one : 0.5);
  }

  /**
   * Arena-Hard's rule: the share of games won, both orders being games and a verdict of much better
   * three of them. With one opponent for all, Bradley and Terry's model gives the same probability.
   */
  public OptionalDouble weighted() {
    if (!judged()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(points() / games());
  }

  /** Games in {@link #weighted}. */
  public int games() {
    return asFirst.map(Verdict::weight).orElse(0) + asSecond.map(Verdict::weight).orElse(0);
  }

  /** Games that were won; ties count half. */
  public double points() {
    return points(asFirst) + points(asSecond);
  }

  private static double points(Optional<Verdict> verdict) {
    return verdict.map(one -> one.score() * one.weight()).orElse(0.0);
  }
}
