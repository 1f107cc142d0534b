package io.quantgrid.core.evaluate;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A metric of several tasks together, as lm-evaluation-harness 0.4.13 pools it.
 *
 * @param standardError empty unless every task has one
 */
public record GroupFigure(double value, OptionalDouble standardError) {
  /**
   * A task's figure.
   *
   * @param items that it was computed from
   */
  public record Member(double value, OptionalDouble standardError, long items) {}

  /**
   * Each task counts by its items. The variance of the mean is {@code sum((n_i - 1) n_i e_i^2) / (N
   * - k) / N}, that of pooled variances, with the standard errors {@code e_i} and the sizes {@code
   * n_i} of {@code k} tasks and {@code N} items.
   *
   * @throws IllegalArgumentException without members
   */
  public static GroupFigure weightedBySize(List<Member> members) {
    requireAny(members);
    double items = members.stream().mapToLong(Member::items).sum();
    double value = 0;
    double squares = 0;
    for (Member member : members) {
      double error = member.standardError().orElse(0);
      value += member.value() * member.items();
      squares += (member.items() - 1) * error * error * member.items();
    }
    double variance = squares / (items - members.size()) / items;
    return new GroupFigure(value / items, known(members, Math.sqrt(variance)));
  }

  /**
   * Each task counts the same: the standard error of a mean of independent figures.
   *
   * @throws IllegalArgumentException without members
   */
  public static GroupFigure unweighted(List<Member> members) {
    requireAny(members);
    double value = 0;
    double squares = 0;
    for (Member member : members) {
      double error = member.standardError().orElse(0);
      value += member.value();
      squares += error * error;
    }
    int tasks = members.size();
    return new GroupFigure(value / tasks, known(members, Math.sqrt(squares) / tasks));
  }

  private static void requireAny(List<Member> members) {
    if (members.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot pool the figures of no task (expected one or more)");
    }
  }

  private static OptionalDouble known(List<Member> members, double error) {
    return members.stream().allMatch(member -> member.standardError().isPresent())
        ? OptionalDouble.of(error)
        : OptionalDouble.empty();
  }
}
