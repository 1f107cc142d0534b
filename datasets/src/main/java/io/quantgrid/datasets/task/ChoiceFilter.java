package io.quantgrid.datasets.task;

import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import io.quantgrid.datasets.read.Document;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The letter of the choice that a model took, in parentheses: what the pattern finds; else the
 * letter of the choice whose text stands in the response; else a letter after a colon. As
 * lm-evaluation-harness 0.4.13's {@code multi_choice_regex}, with the choices in the document's
 * column of that name.
 *
 * @param ignored is removed from response and choices before these are compared, as case and
 *     punctuation are if so asked
 */
record ChoiceFilter(
    PythonRegex pattern,
    int select,
    String fallback,
    boolean ignoresCase,
    boolean ignoresPunctuation,
    List<PythonRegex> ignored)
    implements Filter {
  private static final String CHOICES = "choices";

  @Override
  public List<String> apply(List<String> responses, Document document) {
    Map<String, String> byText = new LinkedHashMap<>();
    Map<String, String> byLetter = new LinkedHashMap<>();
    char letter = 'A';
    for (String choice : choices(document)) {
      byText.put(plain(PythonText.strip(choice)), "(" + letter + ")");
      byLetter.put(String.valueOf(letter), "(" + letter + ")");
      letter++;
    }
    PythonRegex texts = PythonRegex.compile(alternatives(byText));
    PythonRegex letters = PythonRegex.compile(":[\\s]*(" + alternatives(byLetter) + ")");
    return responses.stream()
        .map(
            response ->
                found(pattern, response)
                    .or(() -> found(texts, plain(response)).map(t -> byText.getOrDefault(t, t)))
                    .or(() -> found(letters, response).map(l -> byLetter.getOrDefault(l, l)))
                    .orElse(fallback))
        .toList();
  }

  /** The longest first, as the first that matches is taken. */
  private static String alternatives(Map<String, String> choices) {
    return choices.keySet().stream()
        .sorted(Comparator.comparingInt((String text) -> -text.codePointCount(0, text.length())))
        .map(PythonRegex::escape)
        .collect(Collectors.joining("|"));
  }

  private Optional<String> found(PythonRegex regex, String text) {
    List<List<String>> matches = regex.findAll(text);
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

  private String plain(String text) {
    String rest = text;
    for (PythonRegex regex : ignored) {
      rest = regex.remove(rest);
    }
    if (ignoresCase) {
      rest = PythonText.lower(rest);
    }
    return ignoresPunctuation ? PythonText.withoutUnicodePunctuation(rest) : rest;
  }

  private static List<String> choices(Document document) {
    List<String> choices = new ArrayList<>();
    if (document.fields().get(CHOICES) instanceof List<?> list) {
      for (Object choice : list) {
        if (choice instanceof String text) {
          choices.add(text);
        }
      }
      if (!choices.isEmpty() && choices.size() == list.size()) {
        return choices;
      }
    }
    throw Turn.problem(
        "multi_choice_regex",
        document,
        document.fields().get(CHOICES)
            + " (expected a list of texts in the column "
            + CHOICES
            + ")");
  }
}
