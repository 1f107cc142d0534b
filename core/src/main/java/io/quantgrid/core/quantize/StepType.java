package io.quantgrid.core.quantize;

import io.quantgrid.core.stored.LayoutEntry;
import io.quantgrid.kernels.name.Names;
import io.quantgrid.kernels.solve.Compensation;
import io.quantgrid.kernels.solve.Solver;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of step that recipes may hold. {@link Steps} lists them.
 *
 * @param calibration whether it looks at the inputs of layers
 * @param meaning one line with the source, for the list of methods
 * @param parameters what may stand in its parentheses
 * @param codes in which order columns are quantized of a layer that this leaves as one matrix of
 *     codes with scales and perhaps a bias; empty where the layer becomes something else
 */
public record StepType(
    String name,
    Calibrates calibration,
    String meaning,
    List<Parameter> parameters,
    Maker maker,
    Function<Arguments, Optional<LayoutEntry.ColumnOrder>> codes) {
  /** Whether a step looks at the inputs of layers. */
  public enum Calibrates {
    NEVER,
    /** It can do without, and does better with. */
    IF_THERE,
    ALWAYS
  }

  /** What makes a step do its work. */
  sealed interface Maker {}

  record Transforms(Function<Arguments, Transform> make) implements Maker {}

  record Allocates(Function<Arguments, Allocation> make) implements Maker {}

  record Solves(Function<Arguments, Solver> make) implements Maker {}

  record Compensates(Function<Arguments, Compensation> make) implements Maker {}

  public StepType {
    parameters = List.copyOf(parameters);
  }

  /** A step that leaves something else than codes, or has no part in them. */
  StepType(
      String name,
      Calibrates calibration,
      String meaning,
      List<Parameter> parameters,
      Maker maker) {
    this(name, calibration, meaning, parameters, maker, arguments -> Optional.empty());
  }

  /** The same where layers stay, or become, codes in that order. */
  StepType leavingCodes(Function<Arguments, LayoutEntry.ColumnOrder> order) {
    return new StepType(name, calibration, meaning, parameters, maker, order.andThen(Optional::of));
  }

  public static List<StepType> all() {
    return Steps.ALL;
  }

  public Role role() {
    if (maker instanceof Transforms) {
      return Role.TRANSFORM;
    } else if (maker instanceof Allocates) {
      return Role.ALLOCATION;
    }
    return maker instanceof Solves ? Role.SOLVER : Role.COMPENSATION;
  }

  static List<String> names() {
    return all().stream().map(StepType::name).toList();
  }

  static Optional<StepType> named(String name) {
    return all().stream().filter(type -> type.name.equals(name)).findFirst();
  }

  /**
   * The transform, allocation, solver or compensation.
   *
   * @throws IllegalArgumentException when its parameters do not go together
   */
  Object made(Arguments arguments) {
    if (maker instanceof Transforms transforms) {
      return transforms.make().apply(arguments);
    } else if (maker instanceof Allocates allocates) {
      return allocates.make().apply(arguments);
    } else if (maker instanceof Solves solves) {
      return solves.make().apply(arguments);
    }
    return ((Compensates) maker).make().apply(arguments);
  }

  Parameter parameter(String key) {
    List<String> keys = parameters.stream().map(Parameter::name).toList();
    return parameters.stream()
        .filter(parameter -> parameter.name().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    key
                        + " (expected "
                        + (keys.isEmpty() ? "no parameter of " : "a parameter of ")
                        + name
                        + (keys.isEmpty() ? "" : ": ")
                        + String.join(", ", keys)
                        + Names.hint(key, keys)
                        + ")"));
  }
}
