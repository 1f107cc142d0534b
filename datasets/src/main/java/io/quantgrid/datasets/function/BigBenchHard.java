package io.quantgrid.datasets.function;

import io.quantgrid.datasets.function.TaskFunction.OfArguments;
import io.quantgrid.datasets.function.TaskFunction.OfTexts;
import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The filters that find BIG-Bench Hard's answers in what a model says. */
final class BigBenchHard {
  private static final PythonRegex OPTION = PythonRegex.compile("\\([A-Z]\\)([^\\n^(]*)");
  private static final Map<String, TaskFunction> FILTERS =
      Map.of(
          "utils.MultiChoiceRegexFilter", (OfArguments) BigBenchHard::letters,
          "utils.MapRegexFilter", (OfArguments) BigBenchHard::mapped,
          "utils.NumberParseRegexFilter", (OfArguments) BigBenchHard::numbers,
          "utils.WordSortFilter", (OfArguments) arguments -> BigBenchHard::sorted);

  static final List<FunctionLibrary> LIBRARIES =
      List.of(new Library("bbh/zeroshot", 1, FILTERS), new Library("bbh/cot_zeroshot", 1, FILTERS));

  private BigBenchHard() {}

  /** The letter of an option: written as one, else by the option's words, else after a colon. */
  private static OfTexts letters(Map<String, Object> arguments) {
    Extraction extraction = Extraction.of(arguments);
    PythonRegex pattern = PythonRegex.compile(extraction.pattern().orElseThrow());
    return (fields, texts) -> {
      Map<String, String> byWords = new LinkedHashMap<>();
      List<String> words = new ArrayList<>();
      for (List<String> option : OPTION.findAll(Columns.text(fields, "input"))) {
        String plain = extraction.plain(PythonText.strip(option.get(0)));
        byWords.put(plain, "(" + (char) ('A' + words.size()) + ")");
        words.add(PythonRegex.escape(plain));
      }
      int count = words.size();
      words.sort(Comparator.comparing(String::length).reversed());
      PythonRegex anyWords = PythonRegex.compile(String.join("|", words));
      PythonRegex afterColon = PythonRegex.compile(":[\\s]*(" + alphabet(count) + ")");
      return each(
          texts,
          text ->
              extraction
                  .find(pattern, text)
                  .or(
                      () ->
                          extraction
                              .find(anyWords, extraction.plain(text))
                              .map(match -> byWords.getOrDefault(match, match)))
                  .or(() -> extraction.find(afterColon, text).map(letter -> "(" + letter + ")"))
                  .orElse(extraction.fallback()));
    };
  }

  private static String alphabet(int count) {
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        .substring(0, count)
        .chars()
        .mapToObj(Character::toString)
        .collect(Collectors.joining("|"));
  }

  /** What the first of several patterns that is found stands for. */
  private static OfTexts mapped(Map<String, Object> arguments) {
    Extraction extraction = Extraction.of(arguments);
    Map<PythonRegex, String> values = new LinkedHashMap<>();
    List<String> patterns = new ArrayList<>();
    Columns.map(arguments, "regex_pattern_to_value")
        .forEach(
            (pattern, value) -> {
              patterns.add(pattern);
              values.put(PythonRegex.compile(pattern), String.valueOf(value));
            });
    PythonRegex any = PythonRegex.compile(String.join("|", patterns));
    return (fields, texts) ->
        each(
            texts,
            text ->
                extraction
                    .find(any, extraction.plain(text))
                    .flatMap(match -> value(extraction, values, match))
                    .orElse(extraction.fallback()));
  }

  private static Optional<String> value(
      Extraction extraction, Map<PythonRegex, String> values, String match) {
    return values.entrySet().stream()
        .filter(one -> extraction.find(one.getKey(), extraction.plain(match)).isPresent())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** A number in digits, else one in English words. */
  private static OfTexts numbers(Map<String, Object> arguments) {
    Extraction extraction = Extraction.of(arguments);
    PythonRegex pattern = PythonRegex.compile(extraction.pattern().orElseThrow());
    return (fields, texts) ->
        each(
            texts,
            text ->
                extraction
                    .find(pattern, text)
                    .or(
                        () ->
                            extraction
                                .find(NumberWords.PATTERN, PythonText.lower(text))
                                .map(words -> String.valueOf(NumberWords.value(words))))
                    .orElse(extraction.fallback()));
  }

  /** The words of the list, in the order in which they come last. */
  private static List<String> sorted(Map<String, Object> fields, List<String> texts) {
    String[] parts = Columns.text(fields, "input").split("List:", -1);
    if (parts.length < 2) {
      throw new IllegalArgumentException("the column input has no words (expected List: ...)");
    }
    PythonRegex words =
        PythonRegex.compile(
            PythonText.split(parts[1]).stream()
                .map(word -> "\\b" + word + "\\b")
                .collect(Collectors.joining("|")));
    return each(
        texts,
        text -> {
          LinkedHashSet<String> last = new LinkedHashSet<>();
          for (List<String> match : words.findAll(text)) {
            last.remove(match.get(0));
            last.add(match.get(0));
          }
          return String.join(" ", last);
        });
  }

  private static List<String> each(List<String> texts, UnaryOperator<String> change) {
    return texts.stream().map(change).toList();
  }
}
