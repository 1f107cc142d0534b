package io.quantgrid.core.quantize;

import io.quantgrid.kernels.name.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads methods.
 *
 * <pre>
 * method    = "none" | step {">" step} {";" rule}
 * rule      = modules ":" step {">" step}         modules is a glob over their names
 * step      = name ["(" [parameter {"," parameter}] ")"]
 * parameter = name ["=" value]                    a name alone means true
 * </pre>
 *
 * Steps stand in the order transforms, allocation, solver, compensations, with exactly one solver,
 * at most one allocation, and none twice. A rule has a solver and compensations, which take the
 * place of those before it in the modules that it matches first. Case and spaces do not matter.
 * Parameters at their defaults are dropped, so equal methods are equal recipes.
 */
public final class RecipeParser {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:+-]+");

  private static final Pattern MODULES = Pattern.compile("[^\\s:;>]+");
  private static final String ORDER =
      "transforms, then one allocation at most, then one solver, then compensations";
  private static final String RULE = "a solver for some modules, then compensations";

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

  /**
   * A method with rules that stand beside it.
   *
   * @param layers solvers and compensations by globs over names of modules, in the order in which
   *     they are tried, after those in the text
   */
  public static Recipe parse(String text, Map<String, String> layers) {
    Recipe recipe = parse(text);
    if (recipe.steps().isEmpty() && !layers.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot read method none: it has layers (expected none to stand alone)");
    }
    List<LayerRecipe> rules = new ArrayList<>(recipe.layers());
    layers.forEach(
        (pattern, steps) -> {
          RecipeParser parser = new RecipeParser(steps);
          rules.add(new LayerRecipe(pattern.strip(), parser.all(Role.SOLVER)));
          parser.end("");
        });
    return new Recipe(recipe.steps(), rules);
  }

  /** What the parameter is in this step, its default when the step does not say. */
  public static String value(Recipe.Step step, String parameter) {
    return new Arguments(StepType.named(step.name()).orElseThrow(), step).text(parameter);
  }

  private Recipe recipe() {
    List<Recipe.Step> steps = all(Role.TRANSFORM);
    List<LayerRecipe> rules = new ArrayList<>();
    while (accept(';')) {
      int start = at;
      String modules = token(MODULES, "a pattern of names of modules, as *.down_proj");
      checked(start, () -> new LayerRecipe(modules, List.of()));
      if (!accept(':')) {
        throw error(at, here(), ": and a solver for " + modules);
      }
      rules.add(new LayerRecipe(modules, all(Role.SOLVER)));
    }
    end(" ;");
    return new Recipe(steps, rules);
  }

  private void end(String others) {
    if (at < text.length()) {
      throw error(at, here(), "> and another step," + others + " or the end");
    }
  }

  /** Steps from that role on. */
  private List<Recipe.Step> all(Role first) {
    List<Recipe.Step> steps = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Role last = first;
    boolean solved = false;
    do {
      skipSpaces();
      int start = at;
      String name = word("a step: " + String.join(", ", StepType.names())).toLowerCase(Locale.ROOT);
      StepType type = type(name, start);
      Role role = type.role();
      if (!names.add(name)) {
        throw error(start, name, "each step once" + (role == Role.SOLVER ? "; " + ORDER : ""));
      }
      boolean single = role == Role.SOLVER || role == Role.ALLOCATION;
      boolean second = single && !steps.isEmpty() && last == role;
      if (role.compareTo(last) < 0 || second || (role == Role.COMPENSATION && !solved)) {
        throw error(start, name, first == Role.SOLVER ? RULE : ORDER);
      }
      solved |= role == Role.SOLVER;
      last = role;
      Recipe.Step step = new Recipe.Step(name, parameters(type));
      checked(start, () -> type.made(step.arguments()));
      steps.add(step);
    } while (accept('>'));
    if (!solved) {
      throw error(at, here(), "> and a solver: " + String.join(", ", solvers()));
    }
    return steps;
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
    return token(WORD, expected);
  }

  private String token(Pattern pattern, String expected) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
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
