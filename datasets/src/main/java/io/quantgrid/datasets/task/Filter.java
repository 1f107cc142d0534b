package io.quantgrid.datasets.task;

import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import io.quantgrid.datasets.read.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One step from generated texts to an answer. */
interface Filter {
  String FALLBACK = "[invalid]";

  /** The first text. What follows works on its characters, as Python takes a text for a list. */
  Filter TAKE_FIRST = (responses, document) -> responses.subList(0, Math.min(1, responses.size()));

  /**
   * @param document that the responses are to
   */
  List<String> apply(List<String> responses, Document document);

  static Filter each(UnaryOperator<String> change) {
    return (responses, document) -> responses.stream().map(change).toList();
  }

  /**
   * The {@code select}-th match (from the end if negative): its first group that is not empty,
   * white space stripped.
   */
  static Filter regex(PythonRegex pattern, int select, String fallback) {
    return each(
        text -> {
          List<List<String>> matches = pattern.findAll(text);
          int index = select < 0 ? matches.size() + select : select;
          if (index < 0 || index >= matches.size()) {
            return fallback;
          }
          List<String> groups = matches.get(index);
          if (groups.size() == 1) {
            return PythonText.strip(groups.get(0));
          }
          return groups.stream()
              .filter(group -> !group.isEmpty())
              .findFirst()
              .map(PythonText::strip)
              .orElse(fallback);
        });
  }

  /**
   * The second words of pairs {@code ('word', 'tag')}, as Python writes a list of texts.
   *
   * @param fallback the list where there is no pair
   */
  static Filter tags(List<String> fallback) {
    PythonRegex pairs = PythonRegex.compile("\\('([^']*)', '([^']*)'\\)");
    return each(
        text -> {
          List<String> tags = new ArrayList<>();
          pairs.findAll(text).forEach(pair -> tags.add(pair.get(1)));
          return Values.text(tags.isEmpty() ? fallback : tags);
        });
  }

  static Filter takeFirst(int count) {
    return (responses, document) -> responses.subList(0, Math.min(count, responses.size()));
  }

  static Filter map(Map<String, String> answers, String otherwise) {
    return each(text -> answers.getOrDefault(text, otherwise));
  }

  /** The response given most often; of several the first. */
  static Filter majority() {
    return (responses, document) -> {
      Map<String, Integer> votes = new LinkedHashMap<>();
      responses.forEach(response -> votes.merge(response, 1, Integer::sum));
      String winner = responses.get(0);
      for (Map.Entry<String, Integer> vote : votes.entrySet()) {
        if (vote.getValue() > votes.get(winner)) {
          winner = vote.getKey();
        }
      }
      return List.of(winner);
    };
  }
}
