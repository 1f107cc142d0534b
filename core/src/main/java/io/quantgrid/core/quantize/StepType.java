package io.quantgrid.core.quantize;

import io.quantgrid.kernels.name.Names;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A kind of step that recipes may hold.
 *
 * @param parameters what may stand in its parentheses
 */
public record StepType(String name, Role role, List<Parameter> parameters) {
  /** The steps there are. A new one is a line here. */
  private static final List<StepType> ALL =
      List.of(
          new StepType(
              "rtn",
              Role.SOLVER,
              List.of(new Parameter("arithmetic", List.of("checkpoint", "float32")))));

  public StepType {
    parameters = List.copyOf(parameters);
  }

  public static List<StepType> all() {
    return ALL;
  }

  static List<String> names() {
    return ALL.stream().map(StepType::name).toList();
  }

  static Optional<StepType> named(String name) {
    return ALL.stream().filter(type -> type.name.equals(name)).findFirst();
  }

  Parameter parameter(String key) {
    List<String> keys = parameters.stream().map(Parameter::name).toList();
    return parameters.stream()
        .filter(parameter -> parameter.name.equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    key
                        + " (expected a parameter of "
                        + name
                        + ": "
                        + String.join(", ", keys)
                        + Names.hint(key, keys)
                        + ")"));
  }

  /** A parameter and its values; the first is the default, which canonical recipes leave out. */
  public record Parameter(String name, List<String> values) {
    public Parameter {
      values = List.copyOf(values);
    }

    public String usual() {
      return values.get(0);
    }

    String check(String value) {
      String lower = value.toLowerCase(Locale.ROOT);
      if (!values.contains(lower)) {
        throw new IllegalArgumentException(
            value
                + " (expected "
                + name
                + " to be "
                + String.join(" or ", values)
                + Names.hint(lower, values)
                + ")");
      }
      return lower;
    }
  }
}
