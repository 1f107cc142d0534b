package io.quantgrid.core.quantize;

import io.quantgrid.kernels.name.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads methods.
 *
 * <pre>
 * method    = "none" | step {">" step}
 * step      = name ["(" [parameter {"," parameter}] ")"]
 * parameter = name ["=" value]                  a name alone means true
 * </pre>
 *
 * Steps stand in the order transform, solver, compensation, with exactly one solver. Case and
 * spaces do not matter. Parameters at their defaults are dropped, so equal methods are equal
 * recipes.
 */
public final class RecipeParser {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:+-]+");

  private final String text;
  private int at;

  private RecipeParser(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException naming the text, the position (from 1) and what was expected
   */
  public static Recipe parse(String text) {
    if (text.strip().equalsIgnoreCase("none")) {
      return Recipe.none();
    }
    return new RecipeParser(text).recipe();
  }

  /** What the parameter is in this step, its default when the step does not say. */
  public static String value(Recipe.Step step, String parameter) {
    return new Arguments(StepType.named(step.name()).orElseThrow(), step).text(parameter);
  }

  private Recipe recipe() {
    List<Recipe.Step> steps = new ArrayList<>();
    Optional<Role> last = Optional.empty();
    boolean solved = false;
    do {
      skipSpaces();
      int start = at;
      String name = word("a step: " + String.join(", ", StepType.names())).toLowerCase(Locale.ROOT);
      StepType type = type(name, start);
      boolean tooEarly = last.isPresent() && type.role().compareTo(last.get()) < 0;
      if (tooEarly || (solved && type.role() == Role.SOLVER)) {
        throw error(start, name, "transforms, then one solver, then compensations");
      }
      solved |= type.role() == Role.SOLVER;
      last = Optional.of(type.role());
      steps.add(new Recipe.Step(name, parameters(type)));
    } while (accept('>'));
    if (at < text.length()) {
      throw error(at, text.substring(at, at + 1), "> and another step, or the end");
    }
    if (!solved) {
      throw error(at, "the end", "a solver: " + String.join(", ", solvers()));
    }
    return new Recipe(steps);
  }

  private StepType type(String name, int start) {
    List<String> names = StepType.names();
    return StepType.named(name)
        .orElseThrow(
            () ->
                error(
                    start,
                    name,
                    name.equals("none")
                        ? "none to stand alone"
                        : "a step: " + String.join(", ", names) + Names.hint(name, names)));
  }

  private static List<String> solvers() {
    return StepType.all().stream()
        .filter(type -> type.role() == Role.SOLVER)
        .map(StepType::name)
        .toList();
  }

  private SortedMap<String, String> parameters(StepType type) {
    SortedMap<String, String> out = new TreeMap<>();
    if (!accept('(') || accept(')')) {
      return out;
    }
    List<String> seen = new ArrayList<>();
    do {
      skipSpaces();
      int start = at;
      String key = word("a parameter of " + type.name()).toLowerCase(Locale.ROOT);
      if (seen.contains(key)) {
        throw error(start, key, "each parameter once");
      }
      seen.add(key);
      Parameter parameter = checked(start, () -> type.parameter(key));
      int valueStart = accept('=') ? skipSpaces() : start;
      String typed = valueStart == start ? "true" : word("a value for " + key);
      String value = checked(valueStart, () -> parameter.check(typed));
      if (!value.equals(parameter.usual())) {
        out.put(key, value);
      }
    } while (accept(','));
    if (!accept(')')) {
      throw error(at, here(), ", or )");
    }
    return out;
  }

  private <T> T checked(int position, java.util.function.Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(prefix(position) + e.getMessage(), e);
    }
  }

  private int skipSpaces() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private boolean accept(char wanted) {
    skipSpaces();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      skipSpaces();
      return true;
    }
    return false;
  }

  private String word(String expected) {
    Matcher matcher = WORD.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw error(at, here(), expected);
    }
    at = matcher.end();
    return matcher.group();
  }

  private String here() {
    return at < text.length() ? text.substring(at, at + 1) : "the end";
  }

  private String prefix(int position) {
    return "Cannot read method " + text + " at position " + (position + 1) + ": ";
  }

  private IllegalArgumentException error(int position, String what, String expected) {
    return new IllegalArgumentException(prefix(position) + what + " (expected " + expected + ")");
  }
}
