package io.quantgrid.core.quantize;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.quantize.StepType.Calibrates;
import io.quantgrid.kernels.element.Int8;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.scheme.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * What may stand beside what in a recipe, and what has no point. {@link SolverSchemes} has what
 * solvers take.
 */
final class CompositionRules {
  /** Solvers whose codes, scales and zero points are all that they store. */
  private static final Set<String> PLAIN = Set.of("rtn", "gptq");

  /** Solvers that leave one scale and zero point for each group, or what they can be made to. */
  private static final Set<String> MOVABLE = Set.of("rtn", "gptq", "hqq");

  /** Transforms that do nothing but move the size of inputs to weights. */
  private static final Set<String> FOR_INPUTS = Set.of("smoothquant");

  /**
   * A rule.
   *
   * @param applies whether a pair of format and recipe is of that kind
   * @param text {@code {r}} is the recipe, {@code {f}} the format's name, {@code {s}} the solver
   */
  private record Rule(BiPredicate<Format, Recipe> applies, String text) {
    Optional<String> of(Format format, Recipe recipe) {
      return applies.test(format, recipe)
          ? Optional.of(
              text.replace("{r}", recipe.canonical())
                  .replace("{f}", format.name())
                  .replace("{s}", recipe.solver().name()))
          : Optional.empty();
    }
  }

  private static final List<Rule> CLASHES =
      List.of(
          new Rule(
              (format, recipe) -> recipe.outlierThreshold().isPresent() && !vectorWise(format),
              "llm_int8 is a way of multiplying: it takes int8 inputs per token, and {f} does not"
                  + " (expected activations int8/token, as w8a8-int)"),
          new Rule(
              (format, recipe) -> correctsTooSoon(recipe),
              "bias_correction makes up for the error that is left: {r} changes the weights after it"
                  + " (expected it last)"),
          new Rule(
              (format, recipe) -> changesResidualLate(recipe),
              "{r} changes the residual stream after another transform, which it would undo"
                  + " (expected rotate before all other transforms)"),
          new Rule(
              (format, recipe) ->
                  has(recipe, "budget") && !format.weights().filter(BitBudget::takes).isPresent(),
              "budget chooses among integers, and the weights of {f} are none (expected int2 to"
                  + " int8, as w4a16)"),
          new Rule(
              (format, recipe) -> recipe.needsBase() && transforms(recipe),
              "{r} transforms the model, but not the one that it was made from (expected no"
                  + " transform beside delta_come or qa_lora)"),
          new Rule(
              (format, recipe) -> recipe.needsAdapter() && !hasZeroPoints(format, recipe),
              "qa_lora moves the zero points of groups, which {f} by {s} has none of (expected"
                  + " integers in groups, as int4/group32/asym, by rtn, gptq or hqq)"),
          new Rule(
              (format, recipe) -> has(recipe, "budget") && !PLAIN.contains(recipe.solver().name()),
              "budget counts codes, scales and zero points, and {s} stores other things (expected"
                  + " rtn or gptq)"),
          new Rule(
              (format, recipe) -> has(recipe, "mixed") && recipe.solver().name().equals("vptq"),
              "mixed chooses groups, and vptq has none (expected a solver with scales of groups)"),
          new Rule(
              (format, recipe) -> mixedIsNoFiner(format, recipe),
              "mixed gives some layers finer groups than {f} has, and those of {r} are no finer"
                  + " (expected a smaller fine, or a format per channel)"));

  private static final List<Rule> REMARKS =
      List.of(
          new Rule(
              (format, recipe) ->
                  format.activations().isEmpty()
                      && recipe.steps().stream().anyMatch(s -> FOR_INPUTS.contains(s.name())),
              "{r} has little point with {f}: it makes inputs easier to quantize, which stay as"
                  + " they are"),
          new Rule(
              (format, recipe) ->
                  has(recipe, "prune") && recipe.solver().type().calibration() == Calibrates.ALWAYS,
              "{r}: {s} moves its errors on to pruned weights too, so that they do not all stay 0"),
          new Rule(
              (format, recipe) -> recipe.solver().name().equals("vptq"),
              "vptq has bits of its own: the scheme of {f} says nothing but the type of scales"),
          new Rule(
              (format, recipe) -> has(recipe, "budget") && addsBits(recipe),
              "{r}: what stands after {s} takes bits beside those of the budget"));

  private CompositionRules() {}

  /** Why the pair makes no sense, each in one sentence. */
  static List<String> clashes(Format format, Recipe recipe) {
    return all(CLASHES, format, recipe);
  }

  /** What is allowed and perhaps not meant. */
  static List<String> remarks(Format format, Recipe recipe) {
    return all(REMARKS, format, recipe);
  }

  private static List<String> all(List<Rule> rules, Format format, Recipe recipe) {
    List<String> out = new ArrayList<>();
    for (Recipe variant : recipe.variants()) {
      for (Rule rule : rules) {
        rule.of(format, variant).filter(text -> !out.contains(text)).ifPresent(out::add);
      }
    }
    return out;
  }

  private static boolean has(Recipe recipe, String step) {
    return recipe.steps().stream().anyMatch(one -> one.name().equals(step));
  }

  private static boolean transforms(Recipe recipe) {
    return recipe.steps().stream().anyMatch(one -> one.type().role() == Role.TRANSFORM);
  }

  private static boolean hasZeroPoints(Format format, Recipe recipe) {
    return MOVABLE.contains(recipe.solver().name())
        && format
            .weights()
            .filter(
                scheme ->
                    scheme.element() instanceof IntegerType
                        && scheme.granularity() instanceof Granularity.Group
                        && !scheme.twoLevel())
            .isPresent();
  }

  private static boolean addsBits(Recipe recipe) {
    return recipe.steps().stream().anyMatch(one -> one.type().role() == Role.COMPENSATION);
  }

  private static boolean vectorWise(Format format) {
    return format
        .activations()
        .filter(
            inputs ->
                inputs.element() == Int8.TYPE
                    && inputs.granularity() instanceof Granularity.PerToken
                    && inputs.symmetry() != Symmetry.ASYMMETRIC
                    && inputs.timing() == Timing.DYNAMIC)
        .isPresent();
  }

  private static boolean correctsTooSoon(Recipe recipe) {
    List<String> names = recipe.steps().stream().map(Recipe.Step::name).toList();
    int at = names.indexOf("bias_correction");
    return at >= 0 && at < names.size() - 1;
  }

  private static boolean changesResidualLate(Recipe recipe) {
    boolean other = false;
    for (Recipe.Step step : recipe.steps()) {
      if (step.type().made(step.arguments()) instanceof Transform transform) {
        if (transform.changesOutside() && other) {
          return true;
        }
        other |= !transform.changesOutside();
      }
    }
    return false;
  }

  private static boolean mixedIsNoFiner(Format format, Recipe recipe) {
    if (recipe.allocation().orElse(null) instanceof MixedGranularity mixed
        && format.weights().isPresent()) {
      Scheme scheme = format.weights().get();
      return scheme.granularity() instanceof Granularity.Group group
          ? group.size() <= mixed.fine().size()
          : scheme.granularity() instanceof Granularity.Block;
    }
    return false;
  }
}
