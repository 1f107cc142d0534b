package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.scheme.ScaleRule;

/** The formula of each scale rule. A new one is a class, a constant of the enum and a line here. */
final class ScaleFormulas {
  private ScaleFormulas() {}

  static ScaleFormula of(ScaleRule rule) {
    return switch (rule) {
      case PLAIN -> new PlainScale();
      case POW2 -> new NearestPowerScale();
      case M1 -> new PowerAboveScale();
      case M2_ROW -> new PowerOfLargestScale(PowerOfLargestScale.Over.ROW);
      case M2_TENSOR -> new PowerOfLargestScale(PowerOfLargestScale.Over.MATRIX);
      case E8M0 -> new SharedExponentScale(SharedExponentScale.Largest.EXACT);
      case E8M0_ROUND -> new SharedExponentScale(SharedExponentScale.Largest.ROUNDED);
      case ABS_MEAN -> new MeanScale();
    };
  }
}
