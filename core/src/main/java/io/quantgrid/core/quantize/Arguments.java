package io.quantgrid.core.quantize;

/** The parameters of one step, defaults filled in. */
final class Arguments {
  private final StepType type;
  private final Recipe.Step step;

  Arguments(StepType type, Recipe.Step step) {
    this.type = type;
    this.step = step;
  }

  String text(String parameter) {
    String given = step.parameters().get(parameter);
    return given == null ? type.parameter(parameter).usual() : given;
  }

  boolean flag(String parameter) {
    return text(parameter).equals("true");
  }

  int whole(String parameter) {
    return Math.toIntExact(wide(parameter));
  }

  long wide(String parameter) {
    return Long.parseLong(text(parameter));
  }

  double number(String parameter) {
    return Double.parseDouble(text(parameter));
  }
}
