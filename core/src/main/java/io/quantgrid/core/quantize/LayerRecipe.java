package io.quantgrid.core.quantize;

import io.quantgrid.core.format.LayerScheme;
import io.quantgrid.kernels.name.Globs;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the codes of some modules are found: a solver and compensations in place of the recipe's.
 *
 * @param pattern a glob over whole names of modules
 */
public record LayerRecipe(String pattern, List<Recipe.Step> steps) {
  public LayerRecipe {
    LayerScheme.checkPattern(pattern);
    steps = List.copyOf(steps);
  }

  boolean matches(String module) {
    return Globs.matches(pattern, module);
  }

  String canonical() {
    return pattern
        + ": "
        + steps.stream().map(Recipe.Step::canonical).collect(Collectors.joining(" > "));
  }
}
