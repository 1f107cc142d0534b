package io.quantgrid.core.quantize;

import io.quantgrid.kernels.solve.Arithmetic;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How quantized weights are found: steps in the order {@code transform > solver > compensation}.
 * Empty for method {@code none}.
 */
public record Recipe(List<Step> steps) {
  public Recipe {
    steps = List.copyOf(steps);
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
    return steps.isEmpty()
        ? "none"
        : steps.stream().map(Step::canonical).collect(Collectors.joining(" > "));
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

  /** Whether any step cannot do without calibration texts. */
  public boolean needsCalibration() {
    return steps.stream().anyMatch(step -> step.type().calibration() == StepType.Calibrates.ALWAYS);
  }

  /** Whether any step looks at calibration texts when there are some. */
  public boolean mayCalibrate() {
    return steps.stream().anyMatch(step -> step.type().calibration() != StepType.Calibrates.NEVER);
  }

  /** In which order columns were quantized where groups do not show it. */
  LayoutEntry.ColumnOrder columnOrder() {
    boolean ordered =
        steps.stream()
            .filter(step -> step.name().equals("gptq"))
            .anyMatch(step -> step.arguments().text("act_order").equals("static"));
    return ordered ? LayoutEntry.ColumnOrder.STATIC : LayoutEntry.ColumnOrder.NONE;
  }

  /** Magnitude from which entries of inputs stay as they are, where a step leaves any so. */
  OptionalDouble outlierThreshold() {
    return steps.stream()
        .filter(step -> step.name().equals("llm_int8"))
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
