package io.quantgrid.jobs.report;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a variant must keep to.
 *
 * @param maxBytes of all stored tensors
 * @param minRecovery % of the baseline, mean over the tasks
 * @param minSpeed samples per second and task slot
 */
public record Limits(OptionalLong maxBytes, OptionalDouble minRecovery, OptionalDouble minSpeed) {
  private static final List<String> UNITS = List.of("", "K", "M", "G", "T");
  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,6})?) ?([KMGT]?)(i?)B?");

  public boolean isEmpty() {
    return maxBytes.isEmpty() && minRecovery.isEmpty() && minSpeed.isEmpty();
  }

  /**
   * Reads {@code 4GiB}, {@code 1.5GB} (powers of 1000), {@code 800000000}.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (matcher.matches() && (matcher.group(3).isEmpty() || !matcher.group(2).isEmpty())) {
      BigDecimal unit = BigDecimal.valueOf(matcher.group(3).isEmpty() ? 1000 : 1024);
      BigDecimal size =
          new BigDecimal(matcher.group(1)).multiply(unit.pow(UNITS.indexOf(matcher.group(2))));
      if (size.compareTo(BigDecimal.ONE) >= 0
          && size.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        return size.longValue();
      }
    }
    throw new IllegalArgumentException(
        "Cannot read a size: " + text + " (expected bytes, as 4GiB, 1.5GB or 800000000)");
  }

  /** In words: {@code at most 4.00 GiB and a recovery of at least 99 %}. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    maxBytes.ifPresent(bytes -> out.append("at most ").append(Figures.bytes(bytes)));
    minRecovery.ifPresent(
        recovery ->
            and(out).append("a recovery of at least ").append(plain(recovery)).append(" %"));
    minSpeed.ifPresent(
        speed -> and(out).append("at least ").append(plain(speed)).append(" samples per second"));
    return out.toString();
  }

  private static StringBuilder and(StringBuilder out) {
    return out.isEmpty() ? out : out.append(" and ");
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }
}
