package io.quantgrid.datasets.task;

import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named entities that a model wrote as {@code label: value, value $$ label: value}, as {@code
 * label: value $ label: value} with the labels per, loc, org and date, as lm-evaluation-harness
 * 0.4.13's {@code format_span} gives them.
 */
final class SpanFilter {
  private static final PythonRegex ENTITIES =
      PythonRegex.compile("\\b(PER|LOC|ORG|DATE):\\s*([^$]+)");
  private static final Map<PythonRegex, String> LABELS = labels();

  private SpanFilter() {}

  static String format(String response) {
    String text = PythonText.lower(response);
    for (Map.Entry<PythonRegex, String> label : LABELS.entrySet()) {
      text = label.getKey().replace(text, label.getValue() + ":");
    }
    text = withoutEnd(text.replace("$$", "$"));
    List<String> entities = new ArrayList<>();
    for (List<String> match : ENTITIES.findAll(PythonText.strip(text.replace("\n", "$")))) {
      String label = PythonText.lower(match.get(0));
      for (String part : match.get(1).split(",", -1)) {
        String entity = PythonText.strip(part);
        if (!PythonText.lower(entity).equals("none")) {
          entities.add(label + ": " + entity);
        }
      }
    }
    return String.join(" $ ", entities);
  }

  private static String withoutEnd(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '$') {
      end--;
    }
    return text.substring(0, end);
  }

  private static Map<PythonRegex, String> labels() {
    Map<PythonRegex, String> labels = new LinkedHashMap<>();
    put(labels, "PER", "person", "people", "persons", "per");
    put(labels, "LOC", "location", "counties", "places", "country", "continent", "loc");
    put(labels, "ORG", "organization", "company", "org");
    put(labels, "DATE", "time", "date");
    return labels;
  }

  private static void put(Map<PythonRegex, String> labels, String label, String... words) {
    for (String word : words) {
      labels.put(PythonRegex.compile("\\b" + word + "\\s*:"), label);
    }
  }
}
