package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.GatedFeedForward;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Gelu;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/**
 * A feed-forward part.
 *
 * @param up outputs: the gate half, then the up half, where there is a gate
 */
record Mlp(Engine engine, Linear up, Gate gate, Activation activation, Linear down)
    implements BranchModule {
  /** Whether the first product holds a gate. */
  enum Gate {
    NONE,
    FIRST_HALF
  }

  static Mlp load(GatedFeedForward mlp, Loader loader) {
    Linear gateUp = loader.linear(mlp.gateUp());
    return new Mlp(
        loader.engine(), gateUp, Gate.FIRST_HALF, mlp.activation(), loader.linear(mlp.down()));
  }

  /** Of the clamped gate. */
  private static final double LIMIT = 7;

  private static final double STEEPNESS = 1.702;

  @Override
  public Tensor apply(Tensor x, Pass pass, int layer) {
    return apply(x);
  }

  /** {@code x [..., hidden]} to the same shape. */
  Tensor apply(Tensor x) {
    try (Scope scope = engine.scope()) {
      Tensor inner = up.apply(x);
      Tensor activated = gate == Gate.NONE ? activate(inner) : gated(inner);
      return scope.keep(down.apply(activated)); // of [..., intermediate]
    }
  }

  private Tensor gated(Tensor inner) {
    if (activation == Activation.SILU) {
      return engine.swiglu(inner);
    }
    long half = inner.size(-1) / 2;
    Tensor gate = activate(engine.narrow(inner, -1, 0, half));
    Tensor other = engine.narrow(inner, -1, half, half);
    if (activation == Activation.CLAMPED) {
      return engine.add(gate, engine.mul(gate, engine.clamp(other, -LIMIT, LIMIT)));
    }
    return engine.mul(gate, other);
  }

  private Tensor activate(Tensor x) {
    return switch (activation) {
      case RELU -> engine.relu(x);
      case SILU -> engine.silu(x);
      case GELU -> engine.gelu(x, Gelu.EXACT);
      case GELU_TANH -> engine.gelu(x, Gelu.TANH);
      case CLAMPED -> {
        Tensor limited = engine.clamp(x, Double.NEGATIVE_INFINITY, LIMIT);
        yield engine.mul(limited, engine.sigmoid(engine.mul(limited, STEEPNESS)));
      }
    };
  }
}
