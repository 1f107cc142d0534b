package io.quantgrid.datasets.task;

import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One step from generated texts to an answer. */
interface Filter {
  String FALLBACK = "[invalid]";

  List<String> apply(List<String> responses);

  static Filter each(UnaryOperator<String> change) {
    return responses -> responses.stream().map(change).toList();
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

  static Filter takeFirst(int count) {
    return responses -> responses.subList(0, Math.min(count, responses.size()));
  }

  static Filter map(Map<String, String> answers, String otherwise) {
    return each(text -> answers.getOrDefault(text, otherwise));
  }

  /** The response given most often; of several the first. */
  static Filter majority() {
    return responses -> {
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
