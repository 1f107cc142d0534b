package io.quantgrid.core.quantize;

/** Whether a format and a method make sense together. */
public sealed interface Compatibility {

  /** They do. */
  record Fits() implements Compatibility {}

  /** The method changes nothing here: the pair is the format with {@code recipe}. */
  record Merges(Recipe recipe, String reason) implements Compatibility {}

  /** They do not. */
  record Clashes(String reason) implements Compatibility {}

  static Compatibility check(Format format, Recipe recipe) {
    boolean none = recipe.steps().isEmpty();
    if (format.weights().isEmpty()) {
      return none
          ? new Fits()
          : new Merges(
              Recipe.none(),
              format.name()
                  + " quantizes no weights: "
                  + recipe.canonical()
                  + " has nothing to do");
    }
    if (none) {
      return new Clashes(
          format.name()
              + " quantizes weights: method none does not say how (expected a solver,"
              + " e.g. rtn)");
    }
    return new Fits();
  }
}
