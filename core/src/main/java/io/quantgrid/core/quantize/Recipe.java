package io.quantgrid.core.quantize;

import io.quantgrid.core.stored.LayoutEntry.ColumnOrder;
import io.quantgrid.kernels.solve.Arithmetic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How quantized weights are found: steps in the order {@code transform > allocation > solver >
 * compensation}. Empty for method {@code none}.
 *
 * @param layers other solvers and compensations for some modules, the first rule that matches
 */
public record Recipe(List<Step> steps, List<LayerRecipe> layers) {
  static final String SEQUENTIAL = "true_sequential";

  public Recipe {
    steps = List.copyOf(steps);
    layers = List.copyOf(layers);
  }

  /** The same for all layers. */
  public Recipe(List<Step> steps) {
    this(steps, List.of());
  }

  /** No weight is quantized. */
  public static Recipe none() {
    return new Recipe(List.of());
  }

  public static Recipe rtn() {
    return new Recipe(List.of(new Step("rtn", new TreeMap<>())));
  }

  /** The text of ids and tables: every step with its parameters in order, or {@code none}. */
  public String canonical() {
    String all =
        steps.isEmpty()
            ? "none"
            : steps.stream().map(Step::canonical).collect(Collectors.joining(" > "));
    return all + layers.stream().map(l -> "; " + l.canonical()).collect(Collectors.joining());
  }

  /**
   * The recipe as it is for one module: with the solver and the compensations of the rule that
   * matches, and without rules.
   *
   * @param module name without {@code .weight}
   */
  public Recipe forModule(String module) {
    return layers.stream()
        .filter(rule -> rule.matches(module))
        .findFirst()
        .map(this::with)
        .orElseGet(() -> new Recipe(steps));
  }

  private Recipe with(LayerRecipe rule) {
    List<Step> own = new ArrayList<>(steps);
    own.removeIf(step -> step.type().role().compareTo(Role.SOLVER) >= 0);
    own.addAll(rule.steps());
    return new Recipe(own);
  }

  /** Every recipe that some module may have: its own and one for each rule. */
  List<Recipe> variants() {
    List<Recipe> out = new ArrayList<>(List.of(new Recipe(steps)));
    layers.forEach(rule -> out.add(with(rule)));
    return out;
  }

  /** The same for a module without texts: what cannot do without is left out, or rounds instead. */
  Recipe uncalibrated() {
    List<Step> own = new ArrayList<>();
    for (Step step : steps) {
      if (step.calibration() != StepType.Calibrates.ALWAYS) {
        own.add(step);
      } else if (step.type().role() == Role.SOLVER) {
        own.addAll(rtn().steps());
      }
    }
    return new Recipe(own);
  }

  /** What chooses schemes for single layers, if any step does. */
  Optional<Allocation> allocation() {
    for (Step step : steps) {
      if (step.type().maker() instanceof StepType.Allocates allocates) {
        return Optional.of(allocates.make().apply(step.arguments()));
      }
    }
    return Optional.empty();
  }

  private Stream<Step> all() {
    return Stream.concat(steps.stream(), layers.stream().flatMap(l -> l.steps().stream()));
  }

  /** In which type scales and codes are computed, as the solver says. */
  Arithmetic arithmetic() {
    return Arithmetic.valueOf(RecipeParser.value(solver(), "arithmetic").toUpperCase(Locale.ROOT));
  }

  /** The step that finds the codes; method {@code none} has none. */
  Step solver() {
    return steps.stream()
        .filter(step -> step.type().role() == Role.SOLVER)
        .findFirst()
        .orElseThrow();
  }

  /**
   * The first step whose layers are something else than one matrix of codes with scales, which is
   * all that kernels of few bits take.
   */
  public Optional<String> beyondKernels() {
    return all()
        .filter(step -> step.type().role().compareTo(Role.SOLVER) >= 0)
        .filter(step -> step.codes().filter(order -> order != ColumnOrder.GROUP).isEmpty())
        .map(Step::name)
        .findFirst();
  }

  /** Whether any step cannot do without calibration texts. */
  public boolean needsCalibration() {
    return all().anyMatch(step -> step.calibration() == StepType.Calibrates.ALWAYS);
  }

  /** Whether any step looks at calibration texts when there are some. */
  public boolean mayCalibrate() {
    return all().anyMatch(step -> step.calibration() != StepType.Calibrates.NEVER);
  }

  /** Whether any step looks at the model that this one was tuned from, or that is adapted. */
  public boolean needsBase() {
    return needsAdapter() || all().anyMatch(step -> step.name().equals(Steps.DELTA_COME));
  }

  /** Whether any step looks at the adapter that is merged into the model. */
  public boolean needsAdapter() {
    return all().anyMatch(step -> step.name().equals(Steps.QA_LORA));
  }

  /** What a model comes without that this takes, in words. */
  public String missing() {
    return needsAdapter()
        ? "an adapter (expected a model with path and adapter)"
        : "the model that it was tuned from (expected a model with path and base)";
  }

  /** Whether layers of a block are to see those computed before them quantized. */
  boolean sequentialInside() {
    Step solver = solver();
    return solver.type().parameters().stream().anyMatch(p -> p.name().equals(SEQUENTIAL))
        && solver.arguments().flag(SEQUENTIAL);
  }

  /** In which order columns were quantized where groups do not show it. */
  ColumnOrder columnOrder() {
    boolean ordered =
        steps.stream().flatMap(step -> step.codes().stream()).anyMatch(ColumnOrder.STATIC::equals);
    return ordered ? ColumnOrder.STATIC : ColumnOrder.NONE;
  }

  /** Magnitude from which entries of inputs stay as they are, where a step leaves any so. */
  OptionalDouble outlierThreshold() {
    return steps.stream()
        .filter(step -> step.name().equals(Steps.LLM_INT8))
        .mapToDouble(step -> step.arguments().number("threshold"))
        .findFirst();
  }

  /** One step, e.g. {@code gptq(act_order=true, damping=0.01)}. */
  public record Step(String name, SortedMap<String, String> parameters) {
    public Step {
      parameters = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    StepType type() {
      return StepType.named(name).orElseThrow();
    }

    /** Whether it looks at the inputs of layers, as its parameters have it. */
    StepType.Calibrates calibration() {
      StepType.Calibrates usual = type().calibration();
      return type().maker() instanceof StepType.Transforms transforms
          ? transforms.make().apply(arguments()).calibration(usual)
          : usual;
    }

    /** See {@link StepType}. */
    private Optional<ColumnOrder> codes() {
      return type().codes().apply(arguments());
    }

    Arguments arguments() {
      return new Arguments(type(), this);
    }

    String canonical() {
      if (parameters.isEmpty()) {
        return name;
      }
      return name
          + parameters.entrySet().stream()
              .map(e -> e.getKey() + "=" + e.getValue())
              .collect(Collectors.joining(", ", "(", ")"));
    }
  }
}
