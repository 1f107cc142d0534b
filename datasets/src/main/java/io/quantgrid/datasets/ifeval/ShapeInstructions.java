package io.quantgrid.datasets.ifeval;

import io.quantgrid.datasets.python.PythonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** How a response begins, ends and is put together. */
final class ShapeInstructions {
  private static final Pattern SEPARATOR = Pattern.compile("******", Pattern.LITERAL);

  private ShapeInstructions() {}

  /** Two answers that differ, with six asterisks between them. */
  static boolean isTwo(String response) {
    List<String> pieces =
        Arrays.stream(SEPARATOR.split(response, -1)).map(PythonText::strip).toList();
    List<String> full = new ArrayList<>(pieces);
    full.removeIf(String::isEmpty);
    boolean gap =
        pieces.size() > 2 && pieces.subList(1, pieces.size() - 1).stream().anyMatch(""::equals);
    return !gap && full.size() == 2 && !full.get(0).equals(full.get(1));
  }

  static Instruction repeats(Arguments arguments) {
    String prompt = PythonText.lower(arguments.stripped("prompt_to_repeat"));
    return response -> PythonText.lower(PythonText.strip(response)).startsWith(prompt);
  }

  static Instruction ends(Arguments arguments) {
    String phrase = PythonText.lower(arguments.stripped("end_phrase"));
    return response ->
        PythonText.lower(PythonText.strip(response).replaceAll("^\"+|\"+$", "")).endsWith(phrase);
  }

  static boolean isQuoted(String response) {
    String text = PythonText.strip(response);
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
  }

  static boolean hasNoComma(String response) {
    return response.indexOf(',') < 0;
  }
}
