package io.quantgrid.core.quantize;

import static io.quantgrid.core.quantize.Parameter.between;
import static io.quantgrid.core.quantize.Parameter.choice;
import static io.quantgrid.core.quantize.Parameter.whole;

import io.quantgrid.core.quantize.StepType.Calibrates;
import io.quantgrid.core.quantize.StepType.Transforms;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The transforms among the steps. */
final class TransformSteps {
  private static final Parameter PAIRS = pairs("norms", "all");

  static final List<StepType> ALL =
      List.of(
          transform(
              "smoothquant",
              Calibrates.ALWAYS,
              "size of inputs moved to weights (arXiv 2211.10438)",
              a ->
                  new SmoothQuant(
                      a.number("alpha"),
                      SmoothQuant.Statistic.valueOf(upper(a, "statistic")),
                      pairs(a)),
              between("alpha", "how much of it moves", 0.5, 0, 1),
              choice("statistic", "size of a channel", "absmax", "range"),
              PAIRS),
          transform(
              "awq",
              Calibrates.ALWAYS,
              "factors and limits by search on output errors (arXiv 2306.00978)",
              TransformSteps::awq,
              choice("scaling", "what factors are made of", "duo", "activation"),
              choice("clip", "whether weights are clipped, too", "true", "false"),
              pairs("all", "norms", "one_to_one"),
              choice("error", "outputs that the search looks at", "layers", "block"),
              whole("grid", "points of the search", 20, 3, 1000)),
          transform(
              "aweq",
              Calibrates.ALWAYS,
              "ranges of inputs and weights made equal (arXiv 2311.01305)",
              a -> new Aweq(pairs(a)),
              PAIRS),
          transform(
              "bi_smoothing",
              Calibrates.IF_THERE,
              "outliers of inputs and of weights balanced (arXiv 2408.15301)",
              a -> new BiSmoothing(pairs(a)),
              PAIRS),
          transform(
              "rotate",
              Calibrates.NEVER,
              "residual stream and heads rotated (arXiv 2404.00456)",
              a -> new Rotate(Rotate.Kind.valueOf(upper(a, "kind")), a.wide("seed")),
              choice("kind", "of rotation", "hadamard", "random"),
              whole("seed", "of the rotations", 1, 0, Long.MAX_VALUE - 1)),
          transform(
              "prune",
              Calibrates.IF_THERE,
              "weights, heads or channels set to zero (arXiv 2306.11695, 2310.06694)",
              a -> new Prune(pattern(a), a.number("share"), Prune.By.valueOf(upper(a, "by"))),
              choice("pattern", "what goes together", "2:4", "unstructured", "heads", "channels"),
              between("share", "that goes; 2:4 is always half", 0.5, 0, 1),
              choice("by", "what goes first", "magnitude", "wanda")));

  private TransformSteps() {}

  private static StepType transform(
      String name,
      Calibrates calibration,
      String meaning,
      Function<Arguments, Transform> make,
      Parameter... parameters) {
    return new StepType(name, calibration, meaning, List.of(parameters), new Transforms(make));
  }

  private static Parameter pairs(String usual, String... others) {
    return choice("pairs", "places where factors move", usual, others);
  }

  private static Folding.Pairs pairs(Arguments a) {
    return Folding.Pairs.valueOf(upper(a, "pairs"));
  }

  private static String upper(Arguments a, String parameter) {
    return a.text(parameter).toUpperCase(Locale.ROOT);
  }

  private static Transform awq(Arguments a) {
    Awq.Scaling scaling = Awq.Scaling.valueOf(upper(a, "scaling"));
    Awq.Clip clip = a.text("clip").equals("true") ? Awq.Clip.YES : Awq.Clip.NO;
    return new Awq(
        scaling, clip, pairs(a), Trials.Outputs.valueOf(upper(a, "error")), a.whole("grid"));
  }

  private static Prune.Pattern pattern(Arguments a) {
    return a.text("pattern").equals("2:4")
        ? Prune.Pattern.TWO_OF_FOUR
        : Prune.Pattern.valueOf(upper(a, "pattern"));
  }
}
