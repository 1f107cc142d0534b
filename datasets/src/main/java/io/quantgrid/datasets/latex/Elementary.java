package io.quantgrid.datasets.latex;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Functions that LaTeX has a command for. */
enum Elementary {
  SIN,
  COS,
  TAN,
  SEC,
  CSC,
  COT,
  ARCSIN,
  ARCCOS,
  ARCTAN,
  SINH,
  COSH,
  TANH,
  LN,
  LOG,
  EXP;

  private static final Map<String, Elementary> NAMED =
      Arrays.stream(values())
          .collect(
              Collectors.toUnmodifiableMap(
                  one -> one.name().toLowerCase(Locale.ROOT), Function.identity()));

  /** By the command's name without its backslash. */
  static Optional<Elementary> named(String name) {
    return Optional.ofNullable(NAMED.get(name));
  }

  double of(double x) {
    return switch (this) {
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TAN -> Math.tan(x);
      case SEC -> 1 / Math.cos(x);
      case CSC -> 1 / Math.sin(x);
      case COT -> 1 / Math.tan(x);
      case ARCSIN -> Math.asin(x);
      case ARCCOS -> Math.acos(x);
      case ARCTAN -> Math.atan(x);
      case SINH -> Math.sinh(x);
      case COSH -> Math.cosh(x);
      case TANH -> Math.tanh(x);
      case LN -> Math.log(x);
      case LOG -> Math.log10(x);
      case EXP -> Math.exp(x);
    };
  }
}
