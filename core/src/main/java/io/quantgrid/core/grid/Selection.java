package io.quantgrid.core.grid;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.grid.Pairs.Pair;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.core.quantize.RecipeParser;
import io.quantgrid.kernels.name.Globs;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The grid points that an exclusion names. A format is named by its name or canonical text, a
 * method by its whole canonical recipe; either also by any spelling that parses to the same. A task
 * is also named by the group it came from. An exclusion that names a format, method or calibration
 * spares the baseline; one that names a calibration, whatever calibrates on nothing.
 */
final class Selection {
  private final Map<String, String> globs;
  private final Optional<String> format;
  private final Optional<String> recipe;

  Selection(Exclusion exclusion) {
    globs = exclusion.globs();
    format = parsed("format", text -> FormatParser.parse(text).canonical());
    recipe = parsed("method", text -> RecipeParser.parse(text).canonical());
  }

  private Optional<String> parsed(String key, Function<String, String> parse) {
    try {
      return Optional.ofNullable(globs.get(key)).map(parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a glob, or a name of the user's own
    }
  }

  boolean matches(ModelRef model, Pair pair, GridTask task) {
    return glob("model", model.name())
        && (glob("task", task.task().name()) || glob("task", task.ref().text()))
        && (pair.format().isBaseline() ? sparesNoBaseline() : matches(pair));
  }

  private boolean sparesNoBaseline() {
    return !globs.containsKey("format")
        && !globs.containsKey("method")
        && !globs.containsKey("calibration");
  }

  private boolean matches(Pair pair) {
    Format f = pair.format();
    Recipe r = pair.recipe();
    return (glob("format", f.name())
            || glob("format", f.canonical())
            || format.equals(Optional.of(f.canonical())))
        && (glob("method", r.canonical()) || recipe.equals(Optional.of(r.canonical())))
        && (!globs.containsKey("calibration")
            || pair.calibration().filter(c -> glob("calibration", c.name())).isPresent());
  }

  private boolean glob(String key, String name) {
    return !globs.containsKey(key) || Globs.matches(globs.get(key), name);
  }
}
