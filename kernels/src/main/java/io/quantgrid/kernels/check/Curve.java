package io.quantgrid.kernels.check;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Gelu;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;

/** Functions of one number that engines apply to every entry, beside their formulas in double. */
@SuppressWarnings("ImmutableEnumChecker") // functions that capture nothing
public enum Curve {
  SILU(Engine::silu, x -> x / (1 + Math.exp(-x))),
  EXP(Engine::exp, Math::exp),
  TANH(Engine::tanh, Math::tanh),
  SIGMOID(Engine::sigmoid, x -> 1 / (1 + Math.exp(-x))),
  RELU(Engine::relu, x -> Math.max(0, x)),
  GELU_EXACT((engine, x) -> engine.gelu(x, Gelu.EXACT), x -> x * 0.5 * (1 + erf(x / Math.sqrt(2)))),
  GELU_TANH(
      (engine, x) -> engine.gelu(x, Gelu.TANH),
      x -> x * 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))));

  /** The alternating series loses digits beyond, where the error function is 1 in float32. */
  private static final double SATURATED = 4;

  private final Operation operation;
  private final DoubleUnaryOperator formula;

  private interface Operation {
    Tensor apply(Engine engine, Tensor x);
  }

  Curve(Operation operation, DoubleUnaryOperator formula) {
    this.operation = operation;
    this.formula = formula;
  }

  /** By the engine. */
  public Tensor apply(Engine engine, Tensor x) {
    return operation.apply(engine, x);
  }

  /** By the formula. */
  public float[] apply(float... x) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = (float) formula.applyAsDouble(x[i]);
    }
    return y;
  }

  /** Abramowitz and Stegun 7.1.5. */
  private static double erf(double z) {
    if (Math.abs(z) > SATURATED) {
      return Math.signum(z);
    }
    double power = z; // (-1)^n z^(2 n + 1) / n!
    double sum = z;
    for (int n = 1; Math.abs(power) > Math.ulp(sum); n++) {
      power *= -z * z / n;
      sum += power / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }
}
