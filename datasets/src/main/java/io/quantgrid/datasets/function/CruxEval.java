package io.quantgrid.datasets.function;

import io.quantgrid.datasets.function.TaskFunction.OfTexts;
import io.quantgrid.datasets.python.PythonText;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * CRUXEval: what a function returns for an input, or an input for what it returns (Gu et al. 2024).
 * An answer becomes a program: the function, and an assertion with what the answer says.
 */
final class CruxEval {
  static final FunctionLibrary LIBRARY =
      new Library(
          "cruxeval",
          1,
          Map.of(
              "utils.pass_at_k", new PassRate.AtK(PassRate.Tests.INSIDE),
              "utils.build_predictions_input", programs(text -> text, CruxEval::ofInput),
              "utils.build_predictions_input_cot", programs(CruxEval::behindTag, CruxEval::ofInput),
              "utils.build_predictions_output", programs(text -> text, CruxEval::ofOutput),
              "utils.build_predictions_output_cot",
                  programs(CruxEval::behindTag, CruxEval::ofOutput)));

  private static final String BEGIN = "[ANSWER]";
  private static final String END = "[/ANSWER]";
  private static final String ASSERTED = "assert f";
  private static final String EQUALS = "==";
  private static final Pattern QUOTES = Pattern.compile("^[\"']+|[\"']+$");
  private static final Pattern BRACKETS = Pattern.compile("^[()]+|[()]+$");

  private CruxEval() {}

  private interface Part {
    String of(String text);
  }

  private interface Program {
    String of(Map<String, Object> fields, String answer);
  }

  private static OfTexts programs(Part part, Program program) {
    return (fields, texts) ->
        texts.stream().map(text -> program.of(fields, part.of(text))).toList();
  }

  /** The answer behind the reasoning. */
  private static String behindTag(String text) {
    int begin = text.indexOf(BEGIN);
    if (begin < 0) {
      return text;
    }
    String rest = text.substring(begin + BEGIN.length());
    int next = rest.indexOf(BEGIN);
    String answer = PythonText.strip(next < 0 ? rest : rest.substring(0, next));
    return answer.contains(END) ? PythonText.strip(before(answer, END)) : answer;
  }

  private static String ofOutput(Map<String, Object> fields, String answer) {
    String said = answer;
    int equals = answer.indexOf(EQUALS);
    if (equals >= 0) {
      said = before(answer.substring(equals + EQUALS.length()), EQUALS);
    }
    return program(
        fields,
        Columns.text(fields, "input"),
        line(QUOTES.matcher(PythonText.strip(said)).replaceAll("")));
  }

  private static String ofInput(Map<String, Object> fields, String answer) {
    return program(fields, line(input(answer)), Columns.text(fields, "output"));
  }

  private static String input(String answer) {
    if (answer.contains(ASSERTED)) {
      int call = answer.indexOf(ASSERTED + "(");
      return call < 0 ? uncalled(answer) : inside(answer.substring(call + ASSERTED.length() + 1));
    }
    if (answer.contains(EQUALS)) {
      return uncalled(answer);
    }
    String said = PythonText.strip(answer);
    return said.startsWith("f(") && said.endsWith(")")
        ? said.substring(2, said.length() - 1)
        : said;
  }

  /** What stands before the equality without the call around it. */
  private static String uncalled(String answer) {
    String left = before(answer, EQUALS).replace(ASSERTED, "");
    return PythonText.strip(BRACKETS.matcher(left).replaceAll(""));
  }

  /** What stands before the bracket that closes the call. */
  private static String inside(String text) {
    int open = 1;
    for (int i = 0; i < text.length(); i++) {
      open += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (open == 0) {
        return PythonText.strip(text.substring(0, i));
      }
    }
    return PythonText.strip(before(text, ")"));
  }

  /** The first line without its comment. */
  private static String line(String text) {
    return PythonText.strip(before(before(text, "\n"), "#"));
  }

  private static String before(String text, String mark) {
    int at = text.indexOf(mark);
    return at < 0 ? text : text.substring(0, at);
  }

  private static String program(Map<String, Object> fields, String input, String output) {
    return "%s\nassert f(%s)==%s".formatted(Columns.text(fields, "code"), input, output);
  }
}
