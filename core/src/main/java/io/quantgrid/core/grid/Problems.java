package io.quantgrid.core.grid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects what is wrong with a sweep, so that all of it is reported at once. */
final class Problems {
  private static final int LONGEST_VALUE = 100;

  /** How messages of parsers and catalogs begin; here the place takes that part. */
  private static final Pattern OPENING =
      Pattern.compile("^Cannot [a-z]+ (?:(?:format|method|scheme) |[a-z -]+: )");

  /** A name that is repeated as the part of it that is wrong. */
  private static final Pattern REPEATED = Pattern.compile("^(.+): \\1 \\(");

  private record Problem(int line, String text) {}

  private final List<Problem> problems = new ArrayList<>();

  /** Adds {@code Cannot read <place>: <value> (expected <expected>)}. */
  void add(Place place, String value, String expected) {
    line(place, shown(value) + " (expected " + expected + ")");
  }

  /** Adds another reader's message about the value at {@code place}. */
  void add(Place place, RuntimeException cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String own = OPENING.matcher(message).replaceFirst("");
    line(place, REPEATED.matcher(own).replaceFirst("$1 ("));
  }

  private void line(Place place, String text) {
    problems.add(new Problem(place.line(), "Cannot read " + place + ": " + printable(text)));
  }

  boolean none() {
    return problems.isEmpty();
  }

  int count() {
    return problems.size();
  }

  void throwIfAny() throws SweepException {
    if (!none()) {
      throw new SweepException(lines());
    }
  }

  /** In the order of the file, each once. */
  private List<String> lines() {
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(Comparator.comparingInt(Problem::line));
    Set<String> lines = new LinkedHashSet<>();
    sorted.forEach(problem -> lines.add(problem.text()));
    return List.copyOf(lines);
  }

  private static String shown(String value) {
    if (value.isBlank()) {
      return "\"" + value + "\"";
    }
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
  }

  /** One line, without control characters. */
  private static String printable(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' || c == '\r' || c == '\t') {
                line.append(' ');
              } else if (Character.isISOControl(c)) {
                line.append(String.format("\\u%04x", c));
              } else {
                line.appendCodePoint(c);
              }
            });
    return line.toString();
  }
}
