package io.quantgrid.datasets.function;

import io.quantgrid.datasets.function.TaskFunction.OfDocument;
import io.quantgrid.datasets.python.PythonLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * RACE's articles: the problems but the last with their answers, then the last one's question. The
 * problems are a Python list of dicts in a text.
 */
final class Race {
  private static final String GAP = "  _  .";
  private static final String LETTERS = "ABCD";

  static final FunctionLibrary LIBRARY =
      new Library(
          "race",
          1,
          Map.of(
              "preprocess_race.doc_to_text", (OfDocument) Race::text,
              "preprocess_race.doc_to_target", (OfDocument) Race::target,
              "preprocess_race.doc_to_choice", (OfDocument) Race::choices));

  private record Problem(String question, List<?> options, String answer) {
    long right() {
      int index = answer.length() == 1 ? LETTERS.indexOf(answer) : -1;
      if (index < 0) {
        throw new IllegalArgumentException(
            "a problem's answer is " + answer + " (expected A to D)");
      }
      return index;
    }
  }

  private Race() {}

  private static String text(Map<String, Object> fields) {
    List<Problem> problems = problems(fields);
    StringBuilder text = new StringBuilder("Article: ");
    text.append(Columns.text(fields, "article")).append("\n\n");
    for (Problem problem : problems.subList(0, problems.size() - 1)) {
      String answer = String.valueOf(problem.options().get((int) problem.right()));
      String question = problem.question();
      if (question.endsWith(GAP)) {
        text.append(question, 0, question.length() - GAP.length() + 1).append(answer);
      } else {
        text.append("Question: ").append(question).append("\nAnswer: ").append(answer);
      }
      text.append('\n');
    }
    return text.append(last(problems).question()).toString();
  }

  private static Object target(Map<String, Object> fields) {
    return last(problems(fields)).right();
  }

  private static Object choices(Map<String, Object> fields) {
    return last(problems(fields)).options().subList(0, LETTERS.length());
  }

  private static Problem last(List<Problem> problems) {
    return problems.get(problems.size() - 1);
  }

  private static List<Problem> problems(Map<String, Object> fields) {
    List<Problem> problems = new ArrayList<>();
    if (PythonLiteral.parse(Columns.text(fields, "problems")) instanceof List<?> list) {
      list.forEach(one -> problems.add(problem(one)));
    }
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("the column problems is no list (expected one or more)");
    }
    return problems;
  }

  private static Problem problem(Object value) {
    if (value instanceof Map<?, ?> map
        && map.get("options") instanceof List<?> options
        && options.size() >= LETTERS.length()) {
      return new Problem(
          String.valueOf(map.get("question")), options, String.valueOf(map.get("answer")));
    }
    throw new IllegalArgumentException(
        "a problem is " + value + " (expected question, four options and an answer)");
  }
}
