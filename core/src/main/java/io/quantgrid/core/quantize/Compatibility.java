package io.quantgrid.core.quantize;

import io.quantgrid.core.format.Format;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a format and a method make sense together. What solvers take and what may stand beside
 * what is listed in {@link SolverSchemes} and {@link CompositionRules}.
 */
public sealed interface Compatibility {

  /**
   * They do.
   *
   * @param remarks what is allowed and perhaps not meant
   */
  record Fits(List<String> remarks) implements Compatibility {
    public Fits {
      remarks = List.copyOf(remarks);
    }
  }

  /** The method changes nothing here: the pair is the format with {@code recipe}. */
  record Merges(Recipe recipe, String reason) implements Compatibility {}

  /** They do not. */
  record Clashes(String reason) implements Compatibility {}

  static Compatibility check(Format format, Recipe recipe) {
    boolean none = recipe.steps().isEmpty();
    if (format.weights().isEmpty()) {
      return none
          ? new Fits(List.of())
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
    List<String> clashes = new ArrayList<>(CompositionRules.clashes(format, recipe));
    if (clashes.isEmpty()) {
      clashes.addAll(refusals(format, recipe));
    }
    return clashes.isEmpty()
        ? new Fits(CompositionRules.remarks(format, recipe))
        : new Clashes(String.join("; ", clashes));
  }

  /**
   * Solvers and schemes that fit no other. Which of several meet in a layer the model alone shows.
   */
  private static List<String> refusals(Format format, Recipe recipe) {
    List<Scheme> schemes = schemes(format, recipe);
    List<String> out = new ArrayList<>();
    for (Recipe variant : recipe.variants()) {
      List<String> refused =
          schemes.stream()
              .flatMap(scheme -> SolverSchemes.refusal(variant.solver(), scheme).stream())
              .toList();
      boolean certain = format.layers().isEmpty() && recipe.layers().isEmpty();
      if (!refused.isEmpty() && (certain || refused.size() == schemes.size())) {
        out.add(refused.get(0));
      }
    }
    for (Scheme scheme : out.isEmpty() ? schemes : List.<Scheme>of()) {
      List<String> refused =
          recipe.variants().stream()
              .flatMap(variant -> SolverSchemes.refusal(variant.solver(), scheme).stream())
              .toList();
      if (refused.size() == recipe.variants().size()) {
        out.add(refused.get(0));
      }
    }
    return out;
  }

  /** All that a layer may be quantized to. */
  private static List<Scheme> schemes(Format format, Recipe recipe) {
    Scheme usual = format.weights().orElseThrow();
    List<Scheme> out = new ArrayList<>();
    Optional<Allocation> allocation = recipe.allocation();
    if (allocation.orElse(null) instanceof BitBudget budget) {
      budget.choices().forEach(bits -> out.add(usual.withBits(bits)));
    } else {
      out.add(usual);
    }
    if (allocation.orElse(null) instanceof MixedGranularity mixed) {
      out.add(usual.with(mixed.fine()));
    }
    format.layers().forEach(layer -> layer.scheme().ifPresent(out::add));
    return out;
  }
}
