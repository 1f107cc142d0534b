package io.quantgrid.datasets.ifeval;

import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import java.util.List;

/** Marks that a response is to be written with. */
final class FormatInstructions {
  private static final List<String> OPTIONS =
      List.of("My answer is yes.", "My answer is no.", "My answer is maybe.");
  private static final PythonRegex PLACEHOLDER = PythonRegex.compile("\\[.*?\\]");
  private static final PythonRegex STAR = PythonRegex.compile("(?m)^\\s*\\*[^*].*$");
  private static final PythonRegex DASH = PythonRegex.compile("(?m)^\\s*-.*$");
  private static final PythonRegex ITALIC = PythonRegex.compile("\\*([^\\n*]*)\\*");
  private static final PythonRegex BOLD = PythonRegex.compile("\\*\\*([^\\n*]*)\\*\\*");
  private static final PythonRegex TITLE = PythonRegex.compile("<<[^\\n]+>>");

  private FormatInstructions() {}

  static Instruction placeholders(Arguments arguments) {
    long wanted = arguments.count("num_placeholders");
    return response -> PLACEHOLDER.findAll(response).size() >= wanted;
  }

  static Instruction postscript(Arguments arguments) {
    String marker = arguments.stripped("postscript_marker");
    PythonRegex pattern =
        PythonRegex.compile(
            switch (marker) {
              case "P.P.S" -> "p\\.\\s?p\\.\\s?s";
              case "P.S." -> "p\\.\\s?s\\.";
              default -> PythonText.lower(marker);
            });
    return response -> !pattern.findAll(PythonText.lower(response)).isEmpty();
  }

  static Instruction bullets(Arguments arguments) {
    long wanted = arguments.count("num_bullets");
    return response -> STAR.findAll(response).size() + DASH.findAll(response).size() == wanted;
  }

  /** What is bold counts twice where bold marks also read as two empty italic ones. */
  static Instruction highlights(Arguments arguments) {
    long wanted = arguments.count("num_highlights");
    return response -> full(ITALIC, response) + full(BOLD, response) >= wanted;
  }

  static Instruction sections(Arguments arguments) {
    long wanted = arguments.count("num_sections");
    PythonRegex mark =
        PythonRegex.compile(arguments.stripped("section_spliter") + "\\s?(?:\\d+)\\s?");
    return response -> mark.findAll(response).size() >= wanted;
  }

  static boolean isOption(String response) {
    return OPTIONS.stream().anyMatch(response::contains);
  }

  static boolean hasTitle(String response) {
    return TITLE.findAll(response).stream()
        .map(match -> match.get(0).replaceFirst("^<+", "").replaceFirst(">+$", ""))
        .anyMatch(title -> !PythonText.strip(title).isEmpty());
  }

  private static long full(PythonRegex pattern, String text) {
    return pattern.findAll(text).stream()
        .filter(match -> !PythonText.strip(match.get(0)).isEmpty())
        .count();
  }
}
