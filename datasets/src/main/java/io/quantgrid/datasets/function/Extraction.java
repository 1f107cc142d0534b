package io.quantgrid.datasets.function;

import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The arguments of BIG-Bench Hard's filters, and the search that they share.
 *
 * @param select which match, from the end if negative
 */
record Extraction(
    Optional<String> pattern,
    int select,
    String fallback,
    boolean ignoreCase,
    boolean ignoreMarks) {
  private static final Pattern PUNCTUATION = Pattern.compile("\\p{P}");

  static Extraction of(Map<String, Object> arguments) {
    return new Extraction(
        Optional.ofNullable(arguments.get("regex_pattern")).map(String::valueOf),
        arguments.get("group_select") instanceof Number number ? number.intValue() : 0,
        String.valueOf(arguments.getOrDefault("fallback", "[invalid]")),
        Boolean.TRUE.equals(arguments.get("ignore_case")),
        Boolean.TRUE.equals(arguments.get("ignore_punctuation")));
  }

  /**
   * The selected match: its first group that is not empty, white space stripped; empty without one.
   */
  Optional<String> find(PythonRegex pattern, String text) {
    List<List<String>> matches = pattern.findAll(text);
    int index = select < 0 ? matches.size() + select : select;
    if (index < 0 || index >= matches.size()) {
      return Optional.empty();
    }
    return matches.get(index).stream()
        .filter(group -> !group.isEmpty())
        .findFirst()
        .map(PythonText::strip)
        .filter(match -> !match.isEmpty());
  }

  /** The text without what is to be ignored. */
  String plain(String text) {
    String rest = ignoreCase ? PythonText.lower(text) : text;
    return ignoreMarks ? PUNCTUATION.matcher(rest).replaceAll("") : rest;
  }
}
