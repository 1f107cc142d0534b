package io.quantgrid.datasets.function;

import io.quantgrid.datasets.python.PythonRegex;
import java.util.List;
import java.util.Map;

/**
 * WikiText's pages, and C4's texts likewise, with the spaces that its tokenizer put in taken out;
 * words and bytes are counted before that.
 *
 * @param module the Python module's name, which the functions' names begin with
 * @param column that holds the text
 */
record WikiText(String folder, String module, String prefix, String column)
    implements FunctionLibrary {
  static final WikiText WIKITEXT =
      new WikiText("wikitext", "preprocess_wikitext", "wikitext", "page");
  static final WikiText C4 = new WikiText("c4", "preprocess_c4", "c4", "text");

  private record Step(PythonRegex pattern, String with) {}

  private static final List<String> BEFORE =
      List.of(
          "s '", "s'", " @-@ ", "-", " @,@ ", ",", " @.@ ", ".", " : ", ": ", " ; ", "; ", " . ",
          ". ", " ! ", "! ", " ? ", "? ", " , ", ", ");

  /** The first is as the reference has it, slashes and all. */
  private static final Step CONTRACTION = step("/' [0-9]/", "/'[0-9]/");

  private static final List<Step> PAIRS =
      List.of(
          step("\\(\\s*([^\\)]*?)\\s*\\)", "($1)"),
          step("\\[\\s*([^\\]]*?)\\s*\\]", "[$1]"),
          step("{\\s*([^}]*?)\\s*}", "{$1}"),
          step("\"\\s*([^\"]*?)\\s*\"", "\"$1\""),
          step("'\\s*([^']*?)\\s*'", "'$1'"));

  private static final List<String> AFTER =
      List.of(
          "= = = =",
          "====",
          "= = =",
          "===",
          "= =",
          "==",
          " \u00b0 ",
          "\u00b0",
          " \n",
          "\n",
          "\n ",
          "\n",
          " N ",
          " 1 ",
          " 's",
          "'s");

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Map<String, TaskFunction> functions() {
    return Map.of(
        module + "." + prefix + "_detokenizer",
        (TaskFunction.OfDocument) fields -> detokenized(Columns.text(fields, column)),
        module + ".process_results",
        (TaskFunction.OfText) fields -> Columns.text(fields, column));
  }

  static String detokenized(String text) {
    String rest = text.replace(BEFORE.get(0), BEFORE.get(1));
    rest = CONTRACTION.pattern().replace(rest, CONTRACTION.with());
    rest = replaced(rest, BEFORE.subList(2, BEFORE.size()));
    for (Step pair : PAIRS) {
      rest = pair.pattern().replace(rest, pair.with());
    }
    return replaced(rest, AFTER);
  }

  private static String replaced(String text, List<String> pairs) {
    String rest = text;
    for (int i = 0; i < pairs.size(); i += 2) {
      rest = rest.replace(pairs.get(i), pairs.get(i + 1));
    }
    return rest;
  }

  private static Step step(String pattern, String with) {
    return new Step(PythonRegex.compile(pattern), with);
  }
}
