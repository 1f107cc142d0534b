package io.quantgrid.datasets.latex;

import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import java.util.List;

/**
 * The form in which Minerva's authors compare answers (Lewkowycz et al. 2022, appendix D). As
 * lm-eval has it in two: the one that its leaderboard froze, and one that spares the names of
 * commands and pairs of numbers.
 */
public enum MinervaForm {
  FROZEN,
  CAREFUL;

  /** The answer when a text gives none. */
  public static final String INVALID = "[invalidanswer]";

  private static final String END = "I hope it is correct.";
  private static final PythonRegex SAID =
      PythonRegex.compile("Final Answer: The final answer is(.*?). I hope it is correct.");

  private static final List<String> REPLACED =
      List.of(
          "an ",
          "",
          "a ",
          "",
          ".$",
          "$",
          "\\$",
          "",
          "\\ ",
          "",
          " ",
          "",
          "mbox",
          "text",
          ",\\text{and}",
          ",",
          "\\text{and}",
          ",",
          "\\text{m}",
          "\\text{}");

  private static final List<String> WORDS =
      List.of(
          "square",
          "ways",
          "integers",
          "dollars",
          "mph",
          "inches",
          "ft",
          "hours",
          "km",
          "units",
          "\\ldots",
          "sue",
          "points",
          "feet",
          "minutes",
          "digits",
          "cents",
          "degrees",
          "cm",
          "gm",
          "pounds",
          "meters",
          "meals",
          "edges",
          "students",
          "childrentickets",
          "multiples",
          "\\text{s}",
          "\\text{.}",
          "\\text{\ns}",
          "\\text{}^2",
          "\\text{}^3",
          "\\text{\n}",
          "\\text{}",
          "\\mathrm{th}",
          "^\\circ",
          "^{\\circ}",
          "\\;",
          ",\\!",
          "{,}",
          "\"",
          "\\dots");

  private record Step(PythonRegex pattern, String with) {}

  private static final List<Step> UNWRAPPED =
      List.of(
          step("(.*?)(\\$)(.*?)(\\$)(.*)", "\\$$3\\$"),
          step("(\\\\text\\{)(.*?)(\\})", "$2"),
          step("(\\\\textbf\\{)(.*?)(\\})", "$2"),
          step("(\\\\overline\\{)(.*?)(\\})", "$2"),
          step("(\\\\boxed\\{)(.*)(\\})", "$2"),
          step("(frac)([^{])(.)", "frac{$2}{$3}"));

  private static final List<Step> ROOTS_CAREFUL =
      List.of(
          step("(sqrt)(\\[[^\\]]*\\])(\\w)", "$1$2{$3}"), step("(sqrt)(?!\\[)([^{])", "sqrt{$2}"));

  private static final List<Step> ROOTS_FROZEN = List.of(step("(sqrt)([^{])", "sqrt{$2}"));

  /** The answer after the words that the examples teach; {@link #INVALID} without them. */
  public static String said(String text) {
    List<List<String>> found = SAID.findAll(text + END);
    return found.isEmpty() ? INVALID : PythonText.strip(found.get(0).get(0));
  }

  /** The form of an answer. */
  public String of(String answer) {
    String text = answer.substring(answer.lastIndexOf('=') + 1);
    if (this == CAREFUL) {
      text = withoutWholeWords(text);
    }
    for (int i = 0; i < REPLACED.size(); i += 2) {
      text = text.replace(REPLACED.get(i), REPLACED.get(i + 1));
    }
    for (String word : WORDS) {
      text =
          this == CAREFUL && isLetters(word)
              ? Commands.outside(text, word)
              : text.replace(word, "");
    }
    text = applied(UNWRAPPED, text);
    text = applied(this == CAREFUL ? ROOTS_CAREFUL : ROOTS_FROZEN, text).replace("$", "");
    return withoutGroups(text);
  }

  /** 100,000 as 100000. */
  private String withoutGroups(String text) {
    boolean number =
        this == CAREFUL
            ? text.matches("-?\\d{1,3}(,\\d{3})+")
            : PythonText.isDigits(text.replace(",", ""));
    return number ? text.replace(",", "") : text;
  }

  private static String withoutWholeWords(String text) {
    String rest = text;
    for (String word : WORDS) {
      if (isLetters(word)) {
        rest = PythonRegex.compile("(?<!\\\\)\\b" + word + "\\b").remove(rest);
      }
    }
    return rest;
  }

  private static boolean isLetters(String word) {
    return word.chars().allMatch(Character::isLetter);
  }

  private static String applied(List<Step> steps, String text) {
    String rest = text;
    for (Step step : steps) {
      rest = step.pattern().replace(rest, step.with());
    }
    return rest;
  }

  private static Step step(String pattern, String with) {
    return new Step(PythonRegex.compile(pattern), with);
  }

  /** Names of LaTeX commands, which words are not to be taken out of. */
  private static final class Commands {
    private static final java.util.regex.Pattern NAME =
        java.util.regex.Pattern.compile("\\\\[a-zA-Z]+");

    static String outside(String text, String word) {
      StringBuilder made = new StringBuilder();
      java.util.regex.Matcher names = NAME.matcher(text);
      int end = 0;
      while (names.find()) {
        made.append(text.substring(end, names.start()).replace(word, "")).append(names.group());
        end = names.end();
      }
      return made.append(text.substring(end).replace(word, "")).toString();
    }
  }
}
