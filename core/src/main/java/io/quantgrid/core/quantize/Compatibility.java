package io.quantgrid.core.quantize;

import io.quantgrid.kernels.element.Int8;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import java.util.function.Predicate;

/** Whether a format and a method make sense together. */
public sealed interface Compatibility {

  /** What llm_int8 does to inputs that are not large. */
  Predicate<Scheme> VECTOR_WISE =
      scheme ->
          scheme.element() == Int8.TYPE
              && scheme.granularity() instanceof Granularity.PerToken
              && scheme.symmetry() != Symmetry.ASYMMETRIC;

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
    boolean mixed =
        recipe.variants().stream().anyMatch(variant -> variant.outlierThreshold().isPresent());
    return !mixed || format.activations().filter(VECTOR_WISE).isPresent()
        ? new Fits()
        : new Clashes(
            format.name()
                + " does not quantize activations in int8 per token, of which llm_int8 keeps large"
                + " ones (expected a format such as w8a8-int)");
  }
}
